package org.cam4j.training.backbone;

import java.util.List;
import java.util.Locale;
import org.cam4j.layers.pooling.GlobalAveragePooling;
import org.cam4j.training.graph.CamGraphBuilder;
import org.cam4j.training.graph.FeatureMap;
import org.cam4j.training.graph.Variant;
import org.cam4j.training.internal.layer.Convolution;
import org.nd4j.linalg.activations.Activation;

/**
 * MobileNetV2 of width 1: inverted residuals, a 1x1 convolution that expands, a depthwise 3x3 one, a linear 1x1 one that projects.
 *
 * <p>Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks", CVPR 2018, table 2. Batch normalization may be
 * folded, and the padding TensorFlow's (see {@link Variant}).
 *
 * <p>In the dilated form the last stride of 2 is gone and the depthwise kernels behind it are spread by 2 (Yu and Koltun, "Multi-Scale Context Aggregation by
 * Dilated Convolutions", ICLR 2016): a map of twice the rows and columns, which at every second position is the published network's.
 */
final class MobileNetV2 implements Backbone {
    /** Table 2: expansion t, channels c, repeats n, stride s. */
    private static final int[][] STAGES = {
        {1, 16, 1, 1}, {6, 24, 2, 2}, {6, 32, 3, 2}, {6, 64, 4, 2}, {6, 96, 3, 1}, {6, 160, 3, 2}, {6, 320, 1, 1}
    };

    private static final int LAST_STRIDED_STAGE = 5;
    private static final double RETAIN = 0.8;

    private final boolean dilated;

    /**
     * As published, or with the last stride replaced by dilation.
     *
     * @param dilated whether the maps are 14x14 at 224 instead of 7x7
     */
    MobileNetV2(boolean dilated) {
        this.dilated = dilated;
    }

    @Override
    public String id() {
        return dilated ? architecture() + "-dilated" : architecture();
    }

    @Override
    public String architecture() {
        return "mobilenet_v2";
    }

    @Override
    public String description() {
        return String.format(
                Locale.ROOT,
                "MobileNetV2, width 1%s (Sandler 2018).",
                dilated ? ", last stage dilated instead of strided, maps 14x14" : "");
    }

    @Override
    public int inputSize() {
        return 224;
    }

    @Override
    public List<String> blockTaps() {
        return List.of("block1", "block3", "block6", "block13", "conv_last");
    }

    @Override
    public FeatureMap features(CamGraphBuilder builder) {
        FeatureMap map = unit(
                builder, builder.input(), "conv1", "features.0", relu6(32, 3).withStride(2));
        int block = 0;
        int spread = 1;
        for (int i = 0; i < STAGES.length; i++) {
            int[] stage = STAGES[i];
            boolean spreads = dilated && i == LAST_STRIDED_STAGE;
            for (int repeat = 0; repeat < stage[2]; repeat++) {
                block++;
                int stride = repeat == 0 && !spreads ? stage[3] : 1;
                map = block(builder, map, block, stage[0], stage[1], stride, spread);
                spread = spreads ? 2 : spread; // from the layer behind the one that had the stride
            }
        }
        return unit(builder, map, "conv_last", "features.18", relu6(1280, 1));
    }

    @Override
    public void original(CamGraphBuilder builder, FeatureMap features, int classes) {
        FeatureMap pooled = builder.pooling(features, new GlobalAveragePooling());
        builder.classifier(pooled, "classifier.1", classes, true, RETAIN);
    }

    private static FeatureMap block(
            CamGraphBuilder builder, FeatureMap from, int number, int expansion, int out, int stride, int spread) {
        String name = "block" + number;
        String tensor = String.format(Locale.ROOT, "features.%d.conv.", number);
        FeatureMap map = from;
        int index = 0;
        if (expansion > 1) {
            map = unit(builder, map, name + "_expand", tensor + index, relu6(expansion * from.channels(), 1));
            index++;
        }
        Convolution depthwise = relu6(map.channels(), 3).withStride(stride).withDilation(spread);
        String depthwiseTensor = tensor + index;
        map = builder.depthwiseUnit(
                map, name + "_depthwise", depthwiseTensor + ".0", depthwiseTensor + ".1", depthwise);
        index++;
        boolean residual = stride == 1 && from.channels() == out;
        Convolution project = Convolution.of(out, 1).with(Activation.IDENTITY);
        map = builder.unit(map, residual ? name + "_project" : name, tensor + index, tensor + (index + 1), project);
        return residual ? builder.add(name, from, map) : map;
    }

    private static FeatureMap unit(
            CamGraphBuilder builder, FeatureMap from, String name, String tensor, Convolution convolution) {
        return builder.unit(from, name, tensor + ".0", tensor + ".1", convolution);
    }

    private static Convolution relu6(int out, int kernel) {
        return Convolution.of(out, kernel).with(Activation.RELU6);
    }
}
