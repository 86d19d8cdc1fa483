package org.cam4j.training.backbone;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.cam4j.training.graph.CamGraphBuilder;
import org.cam4j.training.graph.FeatureMap;
import org.cam4j.training.graph.Variant;
import org.cam4j.training.internal.layer.Convolution;

/**
 * SqueezeNet: fire modules, a 1x1 convolution that squeezes in front of a 1x1 and a 3x3 one that expand, and no fully connected
 * layer. The published classifier is conv10, one map per class, ReLU, and the mean of each map: its class activation maps are
 * the activations of {@code conv10} themselves.
 *
 * <p>Iandola et al., "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters", 2016, table 1. Version 1.1 has a 3x3 first
 * convolution and pools earlier. torchvision pads no border of conv10; the original does by one (see {@link Variant}).
 *
 * <p>Started from random numbers, the ReLU behind conv10 leaves about half of the classes without a gradient, all of them where there are few: train few
 * classes with a pooling head instead.
 *
 * <p>The dilated form of 1.0 pools with stride 1 in front of fire9 and spreads fire9's 3x3 kernel by 2 instead (Yu and Koltun, "Multi-Scale Context Aggregation by
 * Dilated Convolutions", ICLR 2016): a map of twice the rows and columns, which at every second position is the published network's.
 */
final class SqueezeNet implements Backbone {
    private static final String DILATED = "-dilated";

    private final String id;
    private final Convolution first;
    private final Set<Integer> poolingBefore;
    private final boolean dilated;

    /** Version 1.0. */
    static SqueezeNet version10() {
        return new SqueezeNet(
                "squeezenet1_0", Convolution.of(96, 7).withStride(2).withPadding(0), Set.of(2, 5, 9), false);
    }

    /** Version 1.0 with its last pooling's stride replaced by dilation. */
    static SqueezeNet version10Dilated() {
        SqueezeNet published = version10();
        return new SqueezeNet(published.id, published.first, published.poolingBefore, true);
    }

    /** Version 1.1: the accuracy of 1.0 for 2.4 times fewer operations. */
    static SqueezeNet version11() {
        return new SqueezeNet(
                "squeezenet1_1", Convolution.of(64, 3).withStride(2).withPadding(0), Set.of(2, 4, 6), false);
    }

    private SqueezeNet(String architecture, Convolution first, Set<Integer> poolingBefore, boolean dilated) {
        this.id = architecture;
        this.first = first;
        this.poolingBefore = poolingBefore;
        this.dilated = dilated;
    }

    @Override
    public String id() {
        return dilated ? id + DILATED : id;
    }

    @Override
    public String architecture() {
        return id;
    }

    @Override
    public String description() {
        return String.format(
                Locale.ROOT,
                "SqueezeNet %s%s (Iandola 2016).",
                id.substring("squeezenet".length()).replace('_', '.'),
                dilated ? ", last pooling dilated instead of strided, maps 25x25 at 224" : "");
    }

    @Override
    public int inputSize() {
        return 224;
    }

    @Override
    public List<String> blockTaps() {
        return poolingBefore.contains(9)
                ? List.of("conv1", "fire4", "fire8", "fire9")
                : List.of("conv1", "fire3", "fire5", "fire9");
    }

    @Override
    public FeatureMap features(CamGraphBuilder builder) {
        FeatureMap map = builder.convolution(builder.input(), "conv1", "features.0", first);
        int tensor = 2;
        int pooling = 1;
        for (int fire = 2; fire <= 9; fire++) {
            if (poolingBefore.contains(fire)) {
                map = builder.maxPooling(map, "pool" + pooling, 3, spread(fire) == 1 ? 2 : 1);
                pooling++;
                tensor++;
            }
            int squeeze = 16 * (fire / 2);
            map = fire(builder, map, "fire" + fire, "features." + tensor, squeeze, spread(fire));
            tensor++;
        }
        return map;
    }

    private int spread(int fire) {
        return dilated && fire == 9 ? 2 : 1;
    }

    private static FeatureMap fire(
            CamGraphBuilder builder, FeatureMap from, String name, String tensor, int squeeze, int spread) {
        FeatureMap small =
                builder.convolution(from, name + "_squeeze", tensor + ".squeeze", Convolution.of(squeeze, 1));
        FeatureMap one =
                builder.convolution(small, name + "_expand1x1", tensor + ".expand1x1", Convolution.of(4 * squeeze, 1));
        FeatureMap three = builder.convolution(
                small,
                name + "_expand3x3",
                tensor + ".expand3x3",
                Convolution.of(4 * squeeze, 3).withDilation(spread));
        return builder.concatenate(name, one, three);
    }

    @Override
    public void original(CamGraphBuilder builder, FeatureMap features, int classes) {
        Convolution conv10 =
                Convolution.of(classes, 1).withPadding(builder.variant().classifierPadding());
        builder.averageOfClassMaps(builder.convolution(features, "conv10", "classifier.1", conv10));
    }
}
