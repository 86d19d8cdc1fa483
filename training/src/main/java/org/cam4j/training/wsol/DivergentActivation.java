package org.cam4j.training.wsol;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.cam4j.layers.attention.AttentionVertices;
import org.cam4j.training.model.CamModel;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DANet: every class has several maps that are made to differ, and earlier blocks must know the class's family and order.
 *
 * <pre>
 * map of a class = mean of its 8 maps;   loss = sum over species, family, order of CE + weight * |mean cosine between the label's maps at all of them|
 * </pre>
 *
 * <p>Xue et al., "DANet: Divergent Activation for Weakly Supervised Object Localization", ICCV 2019, section 3. The paper weighs cross-entropies with 0.5 and the cosine with 0.01,
 * which is 1 and 0.02 at half the learning rate. Families and orders are read from a file ({@link Taxonomy}); without one that part is left out. Their heads read the two blocks in
 * front of the last one, by two 3x3 convolutions of twice the block's channels and a 1x1 one, as in the authors' program, and serve training alone.
 *
 * <p>Differs: 1. the classes are scored by a 1x1 convolution on the last maps, without further ones. 2. The program reads the mean of the maps without their negative values, and
 * joins the boxes of species, family and order; here the map is the mean that scores the class. 3. As {@link AttentionVertices#mapSimilarity}.
 */
final class DivergentActivation implements WsolMethod {
    private static final String MAPS_PER_CLASS = "maps";
    private static final String WEIGHT = "weight";
    private static final String TAXONOMY = "taxonomy";
    private static final String MAPS = TrainingGraphBuilder.PREFIX + "danet_maps";

    @Override
    public String id() {
        return "danet";
    }

    @Override
    public String description() {
        return "Divergent activation: several different maps per class, and a class taxonomy at earlier blocks (Xue 2019).";
    }

    @Override
    public List<WsolMethod.Hyperparameter> hyperparameters() {
        return List.of(
                WsolMethod.Hyperparameter.magnitude(
                        WEIGHT, "Weight of the cosine similarity between maps in the loss.", 0.02, 0.002, 1),
                WsolMethod.Hyperparameter.count(MAPS_PER_CLASS, "Maps per class.", 8),
                WsolMethod.Hyperparameter.file(
                        TAXONOMY,
                        "File with a line class,family,order for each class, or with tabs in place of commas."));
    }

    @Override
    public String head(String asked) {
        return "gap";
    }

    @Override
    public CamModel network(CamModel plain, WsolConfig config, long seed) {
        int maps = mapsPerClass(config);
        TrainingGraphBuilder builder = TrainingGraphBuilder.of(plain, seed);
        String backbone = builder.lastMap();
        builder.cutBehind(backbone);
        String all = builder.convolution(
                "danet_maps",
                backbone,
                builder.channels(backbone),
                maps * builder.classes(),
                1,
                Activation.IDENTITY,
                false);
        builder.averageOfClassMaps(builder.add("danet", AttentionVertices.groupMean(maps), all));
        return builder.model(config);
    }

    private static int mapsPerClass(WsolConfig config) {
        int maps = config.count(MAPS_PER_CLASS);
        if (maps < 2) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "Method danet: maps is %d, expected 2 or more.", maps));
        }
        return maps;
    }

    @Override
    public TrainingGraph training(CamModel network, WsolConfig config, long seed) {
        TrainingGraphBuilder.inputOf(MAPS, network, id()); // refuses a network without
        TrainingGraphBuilder builder = TrainingGraphBuilder.of(network, seed);
        int size = mapsPerClass(config);
        Taxonomy taxonomy = config.text(TAXONOMY).isEmpty()
                ? Taxonomy.NONE
                : Taxonomy.read(StampedFile.of(config.text(TAXONOMY)).checked(), network.classNames());
        builder.editor().addInput(TrainingGraphBuilder.LABELS);
        List<String> compared = new ArrayList<>(List.of(MAPS, TrainingGraphBuilder.LABELS));
        for (int level = 0; level < taxonomy.levels().size(); level++) {
            String name = "danet_level" + (level + 1);
            String block = builder.pooled(builder.block(level + 2));
            String maps = level(builder, name, block, size * taxonomy.groups().get(level));
            builder.averageOfClassMaps(builder.add(name, AttentionVertices.groupMean(size), maps));
            builder.editor().addInput(name + "_labels");
            compared.addAll(List.of(maps, name + "_labels"));
        }
        GraphVertex similarity = AttentionVertices.mapSimilarity(size, compared.size() / 2);
        builder.penalty(
                "danet_similarity_loss", builder.add("danet_similarity", similarity, compared.toArray(String[]::new)));
        return new Levels(builder.build(), builder.classes(), config.number(WEIGHT), taxonomy);
    }

    private static String level(TrainingGraphBuilder builder, String name, String block, int maps) {
        int channels = builder.channels(block);
        int units = 2 * channels;
        String one = builder.convolution(name + "_1", block, channels, units, 3, Activation.RELU, false);
        String two = builder.convolution(name + "_2", one, units, units, 3, Activation.RELU, false);
        return builder.convolution(name + "_maps", two, units, maps, 1, Activation.IDENTITY, false);
    }

    private static final class Levels extends TrainingGraph {
        private final int classes;
        private final double weight;
        private final Taxonomy taxonomy;

        Levels(ComputationGraph graph, int classes, double weight, Taxonomy taxonomy) {
            super(graph);
            this.classes = classes;
            this.weight = weight;
            this.taxonomy = taxonomy;
        }

        @Override
        public TrainingGraph.Inputs feed(INDArray images, int[] labels, float[][] targets, Random random) {
            TrainingGraph.Inputs feed =
                    TrainingGraph.Inputs.plain(images, targets).with(TrainingGraph.Inputs.oneHot(labels, classes));
            for (int level = 0; level < taxonomy.levels().size(); level++) {
                int[] groups = new int[labels.length];
                for (int i = 0; i < groups.length; i++) {
                    groups[i] = taxonomy.levels().get(level)[labels[i]];
                }
                INDArray oneHot =
                        TrainingGraph.Inputs.oneHot(groups, taxonomy.groups().get(level));
                feed = feed.with(oneHot).expecting(oneHot.dup());
            }
            return feed.expecting(TrainingGraph.Inputs.column(labels.length, weight));
        }
    }
}
