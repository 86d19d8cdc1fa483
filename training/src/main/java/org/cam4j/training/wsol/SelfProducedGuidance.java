package org.cam4j.training.wsol;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.cam4j.layers.attention.AttentionVertices;
import org.cam4j.training.model.CamModel;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.graph.UnstackVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * SPG: maps of the foreground at three depths learn from one another, beginning with the attention of the classifier where it is sure.
 *
 * <pre>
 * A = minmax(map of the label);   B2 learns from A, B1 from B2, C from B1 and B2, where they are sure
 * loss = CE + BCE(B2 | A; 0.7, 0.05) + BCE(B1 | B2; 0.5, 0.05) + BCE(C | (B1 + B2) / 2; 0.7, 0.1)
 * </pre>
 *
 * <p>Zhang et al., "Self-produced Guidance for Weakly-supervised Object Localization", ECCV 2018, section 3. B2 reads the last block in front of the last maps and B1 the block
 * before, each by a 3x3 convolution of its own; a 3x3 and a 1x1 convolution behind are shared. C reads the last maps. The sides serve training alone.
 *
 * <p>Differs: 1. the classes are scored by a 1x1 convolution on the last maps, without further ones. 2. B1 is brought to B2's size by max pooling, so that they can share layers.
 * 3. As {@link AttentionVertices#guidedMask}.
 */
final class SelfProducedGuidance implements WsolMethod {
    private static final String UNITS = "units";
    private static final String HIGH = "high";
    private static final String LOW = "low";
    private static final String MAPS = TrainingGraphBuilder.PREFIX + "spg_maps";
    private static final double SIDE_HIGH = 0.5;
    private static final double LAST_LOW = 0.1;

    @Override
    public String id() {
        return "spg";
    }

    @Override
    public String description() {
        return "Self-produced guidance: foreground masks at three depths supervise one another (Zhang 2018).";
    }

    @Override
    public List<WsolMethod.Hyperparameter> hyperparameters() {
        return List.of(
                WsolMethod.Hyperparameter.number(HIGH, "Attention above which a position is foreground.", 0.7, 0.5, 1),
                WsolMethod.Hyperparameter.number(LOW, "Attention below which a position is background.", 0.05, 0, 0.3),
                WsolMethod.Hyperparameter.count(UNITS, "Channels of the convolutions in the side branches.", 512));
    }

    @Override
    public String head(String asked) {
        return "gap";
    }

    @Override
    public CamModel network(CamModel plain, WsolConfig config, long seed) {
        TrainingGraphBuilder builder = TrainingGraphBuilder.of(plain, seed);
        String backbone = builder.lastMap();
        builder.cutBehind(backbone);
        builder.averageOfClassMaps(builder.convolution(
                "spg_maps", backbone, builder.channels(backbone), builder.classes(), 1, Activation.IDENTITY, false));
        return builder.model(config);
    }

    @Override
    public TrainingGraph training(CamModel network, WsolConfig config, long seed) {
        String last = TrainingGraphBuilder.inputOf(MAPS, network, id());
        TrainingGraphBuilder builder = TrainingGraphBuilder.of(network, seed);
        builder.editor().addInput(TrainingGraphBuilder.LABELS);
        String attention =
                builder.add("spg_attention", AttentionVertices.classAttention(true), MAPS, TrainingGraphBuilder.LABELS);
        int units = config.count(UNITS);
        double high = config.number(HIGH);
        double low = config.number(LOW);
        List<String> blocks = new ArrayList<>(builder.blocks());
        blocks.remove(last);
        if (blocks.size() < 2) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Method spg: network %s has the blocks %s in front of '%s', expected 2 or more of them.",
                    network.backbone(),
                    blocks,
                    last));
        }
        String deep = blocks.get(blocks.size() - 1);
        String shallow = builder.shrunk(blocks.get(blocks.size() - 2), deep);
        String both = builder.add(
                "spg_b",
                new StackVertex(),
                hidden(builder, "spg_b1_1", shallow, units),
                hidden(builder, "spg_b2_1", deep, units));
        String masks = mask(
                builder, "spg_b", builder.convolution("spg_b_2", both, units, units, 3, Activation.RELU, false), units);
        String first = builder.add("spg_b1", new UnstackVertex(0, 2), masks);
        String second = builder.add("spg_b2", new UnstackVertex(1, 2), masks);
        String third = mask(builder, "spg_c", hidden(builder, "spg_c_1", last, units), units);
        guide(builder, "spg_second", AttentionVertices.guidedMask(high, low, 1), second, attention);
        guide(
                builder,
                "spg_first",
                AttentionVertices.guidedMask(SIDE_HIGH, Math.min(low, SIDE_HIGH), 1),
                first,
                second);
        guide(builder, "spg_third", AttentionVertices.guidedMask(high, LAST_LOW, 2), third, first, second);
        return new Guided(builder.build(), builder.classes());
    }

    private static String hidden(TrainingGraphBuilder builder, String name, String from, int units) {
        return builder.convolution(name, from, builder.channels(from), units, 3, Activation.RELU, false);
    }

    private static String mask(TrainingGraphBuilder builder, String name, String from, int units) {
        return builder.convolution(name + "_masks", from, units, 1, 1, Activation.SIGMOID, false);
    }

    private static void guide(TrainingGraphBuilder builder, String name, GraphVertex loss, String... maskAndGuides) {
        builder.penalty(name + "_loss", builder.add(name, loss, maskAndGuides));
    }

    private static final class Guided extends TrainingGraph {
        private final int classes;

        Guided(ComputationGraph graph, int classes) {
            super(graph);
            this.classes = classes;
        }

        @Override
        public TrainingGraph.Inputs feed(INDArray images, int[] labels, float[][] targets, Random random) {
            return TrainingGraph.Inputs.plain(images, targets)
                    .with(TrainingGraph.Inputs.oneHot(labels, classes))
                    .expecting(TrainingGraph.Inputs.column(labels.length, 1))
                    .expecting(TrainingGraph.Inputs.column(labels.length, 1))
                    .expecting(TrainingGraph.Inputs.column(labels.length, 1));
        }
    }
}
