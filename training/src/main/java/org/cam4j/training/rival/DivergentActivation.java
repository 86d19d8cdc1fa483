package org.cam4j.training.rival;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.cam4j.layers.vertex.GroupMean;
import org.cam4j.layers.vertex.MapSimilarity;
import org.cam4j.training.backbone.CamModel;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DANet: every class has several maps that are made to differ, and earlier blocks must know the class's family and order.
 *
 * <pre>
 * map of a class = mean of its 8 maps;   loss = sum over species, family, order of CE + weight * mean cosine between maps of a class
 * </pre>
 *
 * <p>Xue et al., "DANet: Divergent Activation for Weakly Supervised Object Localization", ICCV 2019, section 3. The paper weighs cross-entropies with 0.5 and the cosine with 0.01,
 * which is 1 and 0.02 at half the learning rate. Families and orders are read from a file with a line {@code class,family,order} for each class; without one the second part is left
 * out.
 *
 * <p>Differs: the cosine is taken over all classes' maps, signed as they are.
 */
final class DivergentActivation implements Rival {
    private static final String MAPS_PER_CLASS = "maps";
    private static final String WEIGHT = "weight";
    private static final String TAXONOMY = "taxonomy";
    private static final String MAPS = Wiring.PREFIX + "danet_maps";

    @Override
    public String id() {
        return "danet";
    }

    @Override
    public String description() {
        return "Divergent activation: several maps of a class that differ, and a taxonomy at earlier blocks (Xue 2019)";
    }

    @Override
    public List<Setting> settings() {
        return List.of(
                Setting.magnitude(WEIGHT, "Of the cosine between maps in the loss.", 0.02, 0.002, 1),
                Setting.count(MAPS_PER_CLASS, "Maps of a class.", 8),
                Setting.text(TAXONOMY, "File with a line class,family,order for each class."));
    }

    @Override
    public String head(String asked) {
        return "gap";
    }

    @Override
    public CamModel network(CamModel plain, RivalChoice choice, long seed) {
        int maps = mapsPerClass(choice);
        Wiring wiring = Wiring.of(plain, seed);
        String trunk = wiring.lastMap();
        wiring.cutBehind(trunk);
        String all = wiring.convolution(
                "danet_maps", trunk, wiring.channels(trunk), maps * wiring.classes(), 1, Activation.IDENTITY, false);
        wiring.averageOfClassMaps(wiring.add("danet", new GroupMean(maps), all));
        return wiring.model(choice);
    }

    private static int mapsPerClass(RivalChoice choice) {
        int maps = choice.count(MAPS_PER_CLASS);
        if (maps < 2) {
            throw new IllegalArgumentException("Rival danet: maps is %d, expected 2 or more.".formatted(maps));
        }
        return maps;
    }

    @Override
    public Training training(CamModel network, RivalChoice choice, long seed) {
        Wiring.inputOf(MAPS, network, id()); // refuses a network without
        Wiring wiring = Wiring.of(network, seed);
        String similarity = wiring.add("danet_similarity", new MapSimilarity(mapsPerClass(choice)), MAPS);
        wiring.penalty("danet_similarity_loss", similarity);
        Taxonomy taxonomy = choice.text(TAXONOMY).isEmpty()
                ? Taxonomy.NONE
                : Taxonomy.read(Path.of(choice.text(TAXONOMY)), network.classNames());
        for (int level = 0; level < taxonomy.levels().size(); level++) {
            String block = wiring.block(level + 2);
            wiring.averageOfClassMaps(wiring.convolution(
                    "danet_level" + (level + 1),
                    block,
                    wiring.channels(block),
                    taxonomy.groups().get(level),
                    1,
                    Activation.IDENTITY,
                    false));
        }
        return new Levels(wiring.build(), choice.number(WEIGHT), taxonomy);
    }

    private static final class Levels extends Training {
        private final double weight;
        private final Taxonomy taxonomy;

        Levels(ComputationGraph graph, double weight, Taxonomy taxonomy) {
            super(graph);
            this.weight = weight;
            this.taxonomy = taxonomy;
        }

        @Override
        public Feed feed(INDArray images, int[] labels, float[][] targets, Random random) {
            Feed feed = Feed.plain(images, targets).expecting(Feed.column(labels.length, weight));
            for (int level = 0; level < taxonomy.levels().size(); level++) {
                int[] groups = new int[labels.length];
                for (int i = 0; i < groups.length; i++) {
                    groups[i] = taxonomy.levels().get(level)[labels[i]];
                }
                feed = feed.expecting(Feed.oneHot(groups, taxonomy.groups().get(level)));
            }
            return feed;
        }
    }
}
