package org.cam4j.training.backbone;

import java.util.List;
import java.util.Locale;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.layers.pooling.GlobalAveragePooling;
import org.cam4j.training.graph.CamGraphBuilder;
import org.cam4j.training.graph.FeatureMap;
import org.cam4j.training.graph.Variant;
import org.cam4j.training.internal.layer.Convolution;
import org.cam4j.training.internal.pixels.Preprocessings;
import org.nd4j.linalg.activations.Activation;

/**
 * MobileNetV1: thirteen blocks of a depthwise 3x3 and a 1x1 convolution; the width multiplier scales all channels.
 *
 * <p>Howard et al., "MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications", 2017, table 1. The last
 * block's stride of 2 there is a misprint: its own sizes, 7x7 in and out, need 1. As in the weights that its authors publish (in
 * TensorFlow; torchvision has none), the activation is ReLU6, the padding TensorFlow's, batch normalization's epsilon 1e-3, and
 * pixels are scaled to -1..1.
 */
final class MobileNetV1 implements Backbone {
    /** Table 1: output channels and stride of each block. */
    private static final int[][] BLOCKS = {
        {64, 1},
        {128, 2},
        {128, 1},
        {256, 2},
        {256, 1},
        {512, 2},
        {512, 1},
        {512, 1},
        {512, 1},
        {512, 1},
        {512, 1},
        {1024, 2},
        {1024, 1}
    };

    private final double width;

    /**
     * A network of some width.
     *
     * @param width share of the channels, 1, 0.75, 0.5 or 0.25 in the paper
     */
    MobileNetV1(double width) {
        this.width = width;
    }

    @Override
    public String id() {
        return "mobilenet_v1" + (width == 1 ? "" : "-" + width);
    }

    @Override
    public String description() {
        return String.format(Locale.ROOT, "MobileNetV1, width %s (Howard 2017).", width == 1 ? "1" : width);
    }

    @Override
    public int inputSize() {
        return 224;
    }

    @Override
    public List<String> blockTaps() {
        return List.of("block1", "block3", "block5", "block11", "block13");
    }

    @Override
    public Variant variant() {
        return new Variant(true, false, false, 0, true);
    }

    @Override
    public double batchNormEpsilon() {
        return 1e-3;
    }

    @Override
    public Preprocessing preprocessing(int height, int columns) {
        return Preprocessings.symmetric(height, columns);
    }

    @Override
    public FeatureMap features(CamGraphBuilder builder) {
        Convolution first = relu6(scaled(32), 3).withStride(2);
        FeatureMap map = builder.unit(builder.input(), "conv1", "conv1", "conv1.bn", first);
        for (int block = 1; block <= BLOCKS.length; block++) {
            String name = "block" + block;
            int stride = BLOCKS[block - 1][1];
            String spatial = name + "_depthwise";
            Convolution depthwise = relu6(map.channels(), 3).withStride(stride);
            map = builder.depthwiseUnit(map, spatial, spatial, spatial + ".bn", depthwise);
            map = builder.unit(map, name, name, name + ".bn", relu6(scaled(BLOCKS[block - 1][0]), 1));
        }
        return map; // [N, 1024 * width, 7, 7] at 224
    }

    @Override
    public void original(CamGraphBuilder builder, FeatureMap features, int classes) {
        builder.classifier(builder.pooling(features, new GlobalAveragePooling()), "classifier", classes, true, 1);
    }

    private int scaled(int channels) {
        return (int) (channels * width);
    }

    private static Convolution relu6(int out, int kernel) {
        return Convolution.of(out, kernel).with(Activation.RELU6);
    }
}
