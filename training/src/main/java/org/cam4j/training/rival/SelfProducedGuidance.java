package org.cam4j.training.rival;

import java.util.List;
import java.util.Random;
import org.cam4j.layers.vertex.ClassAttention;
import org.cam4j.layers.vertex.GuidedMask;
import org.cam4j.training.backbone.CamModel;
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
 * <p>Zhang et al., "Self-produced Guidance for Weakly-supervised Object Localization", ECCV 2018, section 3. B1 reads the third block from the end, B2 the second, C the last maps.
 * The sides serve training alone.
 *
 * <p>Differs: 1. the classes are scored by a 1x1 convolution on the last maps. 2. B1 and B2 share no layer, since their maps differ in channels. 3. C learns from two losses of half
 * weight, one for each guide, rather than from the mean of both.
 */
final class SelfProducedGuidance implements Rival {
    private static final String UNITS = "units";
    private static final String HIGH = "high";
    private static final String LOW = "low";
    private static final String MAPS = Wiring.PREFIX + "spg_maps";
    private static final double SIDE_HIGH = 0.5;
    private static final double LAST_LOW = 0.1;

    @Override
    public String id() {
        return "spg";
    }

    @Override
    public String description() {
        return "Self-produced guidance: foreground maps at three depths learn from one another (Zhang 2018)";
    }

    @Override
    public List<Setting> settings() {
        return List.of(
                Setting.number(HIGH, "Above it attention is foreground.", 0.7, 0.5, 1),
                Setting.number(LOW, "Below it attention is background.", 0.05, 0, 0.3),
                Setting.count(UNITS, "Channels of the sides' convolutions.", 512));
    }

    @Override
    public String head(String asked) {
        return "gap";
    }

    @Override
    public CamModel network(CamModel plain, RivalChoice choice, long seed) {
        Wiring wiring = Wiring.of(plain, seed);
        String trunk = wiring.lastMap();
        wiring.cutBehind(trunk);
        wiring.averageOfClassMaps(wiring.convolution(
                "spg_maps", trunk, wiring.channels(trunk), wiring.classes(), 1, Activation.IDENTITY, false));
        return wiring.model(choice);
    }

    @Override
    public Training training(CamModel network, RivalChoice choice, long seed) {
        String last = Wiring.inputOf(MAPS, network, id());
        Wiring wiring = Wiring.of(network, seed);
        wiring.surgery().addInput(Wiring.LABELS);
        String attention = wiring.add("spg_attention", new ClassAttention(true), MAPS, Wiring.LABELS);
        int units = choice.count(UNITS);
        double high = choice.number(HIGH);
        double low = choice.number(LOW);
        String first = side(wiring, "spg_b1", wiring.block(3), units);
        String second = side(wiring, "spg_b2", wiring.block(2), units);
        String third = side(wiring, "spg_c", last, units);
        guide(wiring, "spg_second", second, attention, high, low);
        guide(wiring, "spg_first", first, second, SIDE_HIGH, Math.min(low, SIDE_HIGH));
        guide(wiring, "spg_third_by_second", third, second, high, LAST_LOW);
        guide(wiring, "spg_third_by_first", third, first, high, LAST_LOW);
        return new Guided(wiring.build(), wiring.classes());
    }

    private static String side(Wiring wiring, String name, String from, int units) {
        String hidden = wiring.convolution(name + "_1", from, wiring.channels(from), units, 3, Activation.RELU, false);
        return wiring.convolution(name, hidden, units, 1, 1, Activation.SIGMOID, false);
    }

    private static void guide(Wiring wiring, String name, String mask, String by, double high, double low) {
        wiring.penalty(name + "_loss", wiring.add(name, new GuidedMask(high, low), mask, by));
    }

    private static final class Guided extends Training {
        private final int classes;

        Guided(ComputationGraph graph, int classes) {
            super(graph);
            this.classes = classes;
        }

        @Override
        public Feed feed(INDArray images, int[] labels, float[][] targets, Random random) {
            return Feed.plain(images, targets)
                    .with(Feed.oneHot(labels, classes))
                    .expecting(Feed.column(labels.length, 1))
                    .expecting(Feed.column(labels.length, 1))
                    .expecting(Feed.column(labels.length, 0.5))
                    .expecting(Feed.column(labels.length, 0.5));
        }
    }
}
