package org.cam4j.training.wsol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.cam4j.datasets.Sample;
import org.cam4j.layers.attention.AttentionVertices;
import org.cam4j.layers.pooling.GlobalAveragePooling;
import org.cam4j.training.model.CamModel;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * I2C: the features at which a class is seen should be alike in two images of the class, and like the class's center, which moves with them.
 *
 * <pre>
 * loss = CE + 0.008 mean_k |s_a,k - s_b,k| + 0.001 |s - c|,   s = mean of the 3 seeds of both images,   c = (1 - r) c + r s,   r = exp(-0.002 t)
 * </pre>
 *
 * <p>Zhang, Wei, Yang, "Inter-Image Communication for Weakly Supervised Localization", ECCV 2020, section 3; lengths that are not squared, seeds a pair and the rate r with t, how
 * often a center moved before, are those of the authors' program. Images of a class are brought together in pairs; the centers carry over from step to step, and into a resumed run.
 *
 * <p>Differs: 1. the classes are scored by a 1x1 convolution on the last maps, without further ones, and the seeds are read there. 2. Every image is seen once an epoch, so that a
 * batch may have more than one pair of a class, or an image without a partner; the program draws classes, and two images of each. 3. A class without a center adds no distance to
 * it; the program begins with random centers.
 */
final class InterImageCommunication implements WsolMethod {
    private static final String LOCAL = "local";
    private static final String GLOBAL = "global";
    private static final String THRESHOLD = "threshold";
    private static final double SLOWDOWN = 0.002;
    private static final int SEEDS = 3;
    private static final String CENTERS = "centres";
    private static final String MAPS = TrainingGraphBuilder.PREFIX + "i2c_maps";

    @Override
    public String id() {
        return "i2c";
    }

    @Override
    public String description() {
        return "Inter-image communication: features of a class are pulled together across images and to a class center (Zhang 2020).";
    }

    @Override
    public List<WsolMethod.Hyperparameter> hyperparameters() {
        return List.of(
                WsolMethod.Hyperparameter.magnitude(
                        LOCAL, "Weight of the distance to another image of the class.", 0.008, 0.0008, 0.08),
                WsolMethod.Hyperparameter.magnitude(
                        GLOBAL, "Weight of the distance to the class center.", 0.001, 0.0001, 0.01),
                WsolMethod.Hyperparameter.number(
                        THRESHOLD, "Attention above which a position contributes.", 0.7, 0.3, 0.95));
    }

    @Override
    public boolean ordersImages() {
        return true;
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
                "i2c_maps", backbone, builder.channels(backbone), builder.classes(), 1, Activation.IDENTITY, false));
        return builder.model(config);
    }

    @Override
    public TrainingGraph training(CamModel network, WsolConfig config, long seed) {
        String last = TrainingGraphBuilder.inputOf(MAPS, network, id());
        TrainingGraphBuilder builder = TrainingGraphBuilder.of(network, seed);
        builder.editor().addInput(TrainingGraphBuilder.LABELS).addInput(CENTERS);
        String attention =
                builder.add("i2c_attention", AttentionVertices.classAttention(true), MAPS, TrainingGraphBuilder.LABELS);
        String seeds = builder.add(
                "i2c_seeds", AttentionVertices.seedFeatures(config.number(THRESHOLD), SEEDS), last, attention);
        int channels = builder.channels(last);
        builder.watched("i2c_watched", builder.add("i2c_mean", new GlobalAveragePooling(), seeds));
        builder.penalty(
                "i2c_loss",
                builder.add(
                        "i2c",
                        AttentionVertices.classConsistency(config.number(LOCAL), config.number(GLOBAL)),
                        seeds,
                        TrainingGraphBuilder.LABELS,
                        CENTERS));
        return new Pairs(builder.build(), builder.classes(), channels);
    }

    private static final class Pairs extends TrainingGraph {
        private final int channels;
        private final INDArray centers; // [K, C + 1], the last column: how often a center moved

        Pairs(ComputationGraph graph, int classes, int channels) {
            super(graph);
            this.channels = channels;
            centers = Nd4j.zeros(DataType.FLOAT, classes, channels + 1).detach();
        }

        @Override
        public List<Sample> order(List<Sample> shuffled) {
            List<Sample> paired = new ArrayList<>();
            Map<Integer, Sample> waiting = new HashMap<>();
            for (Sample sample : shuffled) {
                Sample first = waiting.remove(sample.label());
                if (first == null) {
                    waiting.put(sample.label(), sample);
                } else {
                    paired.add(first);
                    paired.add(sample);
                }
            }
            Set<Sample> single = new HashSet<>(waiting.values());
            shuffled.stream().filter(single::contains).forEach(paired::add);
            return paired;
        }

        @Override
        public TrainingGraph.Inputs feed(INDArray images, int[] labels, float[][] targets, Random random) {
            return TrainingGraph.Inputs.plain(images, targets)
                    .with(TrainingGraph.Inputs.oneHot(labels, (int) centers.size(0)))
                    .with(centers.getRows(labels))
                    .expecting(Nd4j.zeros(DataType.FLOAT, labels.length, channels))
                    .expecting(TrainingGraph.Inputs.column(labels.length, 1));
        }

        @Override
        public int watched() {
            return 1;
        }

        @Override
        public void after(List<float[][]> outputs, int[] labels) {
            INDArray seen = Nd4j.createFromArray(outputs.get(0));
            for (int label : Arrays.stream(labels).distinct().toArray()) {
                int[] images = IntStream.range(0, labels.length)
                        .filter(i -> labels[i] == label)
                        .toArray();
                INDArray row = centers.getRow(label);
                double moved = row.getDouble(channels);
                double rate = Math.exp(-SLOWDOWN * moved);
                INDArray center = row.get(NDArrayIndex.interval(0, channels));
                center.muli(1 - rate).addi(seen.getRows(images).mean(0).muli(rate));
                row.putScalar(channels, moved + 1);
            }
        }

        @Override
        public INDArray state() {
            return centers;
        }
    }
}
