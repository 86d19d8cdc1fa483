package org.cam4j.training.backbone;

import java.util.List;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.layers.pooling.GlobalAveragePooling;
import org.cam4j.training.graph.CamGraphBuilder;
import org.cam4j.training.graph.FeatureMap;
import org.cam4j.training.graph.Variant;
import org.cam4j.training.internal.layer.Convolution;
import org.cam4j.training.internal.pixels.Preprocessings;

/**
 * Inception-v3: inception modules whose large kernels are split into stacks of small, asymmetric ones.
 *
 * <p>Szegedy et al., "Rethinking the Inception Architecture for Computer Vision", CVPR 2016, table 1, without the auxiliary
 * classifier, as torchvision publishes it: batch normalization's epsilon 1e-3, the zeros around a map count in average pooling
 * unless the weights say otherwise, as TensorFlow's own do. Its weights come from TensorFlow and want pixels scaled to -1..1. The CAM form ends behind Mixed_6e, as in Zhang et al.,
 * "Self-produced Guidance for Weakly-supervised Object Localization", ECCV 2018, and continues as Zhou et al., CVPR 2016, section 3,
 * do with GoogLeNet: a 3x3 convolution of 1024 units and ReLU; maps 17x17 at 299, 12x12 at 224.
 */
final class InceptionV3 implements Backbone {
    private static final int CAM_UNITS = 1024;
    private static final double RETAIN = 0.5;

    @Override
    public String id() {
        return "inception_v3";
    }

    @Override
    public String description() {
        return "Inception-v3 (Szegedy 2016); the CAM form omits the last stage.";
    }

    @Override
    public int inputSize() {
        return 299;
    }

    @Override
    public List<String> blockTaps() {
        return List.of("Conv2d_2b_3x3", "Conv2d_4a_3x3", "Mixed_5d", "Mixed_6e");
    }

    @Override
    public Variant variant() {
        return new Variant(false, false, false, 0, true);
    }

    @Override
    public double batchNormEpsilon() {
        return 1e-3;
    }

    @Override
    public Preprocessing preprocessing(int height, int width) {
        return Preprocessings.symmetric(height, width);
    }

    @Override
    public boolean isAuxiliary(String tensor) {
        return tensor.startsWith("AuxLogits.");
    }

    @Override
    public FeatureMap features(CamGraphBuilder builder) {
        FeatureMap map = unit(builder, builder.input(), "Conv2d_1a_3x3", halving(32));
        map = unit(builder, map, "Conv2d_2a_3x3", Convolution.of(32, 3).withPadding(0));
        map = unit(builder, map, "Conv2d_2b_3x3", Convolution.of(64, 3)); // [N, 64, 147, 147] at 299
        map = builder.maxPooling(map, "maxpool1", 3, 2);
        map = unit(builder, map, "Conv2d_3b_1x1", Convolution.of(80, 1));
        map = unit(builder, map, "Conv2d_4a_3x3", Convolution.of(192, 3).withPadding(0)); // [N, 192, 71, 71]
        map = builder.maxPooling(map, "maxpool2", 3, 2);
        map = moduleA(builder, map, "Mixed_5b", 32);
        map = moduleA(builder, map, "Mixed_5c", 64);
        map = moduleA(builder, map, "Mixed_5d", 64); // [N, 288, 35, 35]
        map = moduleB(builder, map, "Mixed_6a");
        map = moduleC(builder, map, "Mixed_6b", 128);
        map = moduleC(builder, map, "Mixed_6c", 160);
        map = moduleC(builder, map, "Mixed_6d", 160);
        return moduleC(builder, map, "Mixed_6e", 192); // [N, 768, 17, 17]
    }

    @Override
    public FeatureMap camForm(CamGraphBuilder builder, FeatureMap features) {
        return builder.convolution(features, "cam_conv", "cam_conv", Convolution.of(CAM_UNITS, 3));
    }

    @Override
    public void original(CamGraphBuilder builder, FeatureMap features, int classes) {
        FeatureMap map = moduleD(builder, features, "Mixed_7a");
        map = moduleE(builder, map, "Mixed_7b");
        map = moduleE(builder, map, "Mixed_7c"); // [N, 2048, 8, 8]
        builder.classifier(builder.pooling(map, new GlobalAveragePooling()), "fc", classes, true, RETAIN);
    }

    /** Figure 5: 5x5 kernels as two of 3x3 in the second branch. */
    private static FeatureMap moduleA(CamGraphBuilder builder, FeatureMap from, String name, int poolChannels) {
        FeatureMap ones = unit(builder, from, name + ".branch1x1", Convolution.of(64, 1));
        FeatureMap fives = unit(builder, from, name + ".branch5x5_1", Convolution.of(48, 1));
        fives = unit(builder, fives, name + ".branch5x5_2", Convolution.of(64, 5));
        FeatureMap threes = unit(builder, from, name + ".branch3x3dbl_1", Convolution.of(64, 1));
        threes = unit(builder, threes, name + ".branch3x3dbl_2", Convolution.of(96, 3));
        threes = unit(builder, threes, name + ".branch3x3dbl_3", Convolution.of(96, 3));
        return builder.concatenate(name, ones, fives, threes, poolBranch(builder, from, name, poolChannels));
    }

    /** From 35x35 to 17x17. */
    private static FeatureMap moduleB(CamGraphBuilder builder, FeatureMap from, String name) {
        FeatureMap threes = unit(builder, from, name + ".branch3x3", halving(384));
        FeatureMap doubles = unit(builder, from, name + ".branch3x3dbl_1", Convolution.of(64, 1));
        doubles = unit(builder, doubles, name + ".branch3x3dbl_2", Convolution.of(96, 3));
        doubles = unit(builder, doubles, name + ".branch3x3dbl_3", halving(96));
        return builder.concatenate(name, threes, doubles, builder.maxPooling(from, name + ".branch_pool", 3, 2));
    }

    /** Figure 6: 7x7 kernels as 1x7 and 7x1. */
    private static FeatureMap moduleC(CamGraphBuilder builder, FeatureMap from, String name, int inner) {
        FeatureMap ones = unit(builder, from, name + ".branch1x1", Convolution.of(192, 1));
        FeatureMap sevens = unit(builder, from, name + ".branch7x7_1", Convolution.of(inner, 1));
        sevens = unit(builder, sevens, name + ".branch7x7_2", Convolution.of(inner, 1, 7));
        sevens = unit(builder, sevens, name + ".branch7x7_3", Convolution.of(192, 7, 1));
        FeatureMap doubles = unit(builder, from, name + ".branch7x7dbl_1", Convolution.of(inner, 1));
        doubles = unit(builder, doubles, name + ".branch7x7dbl_2", Convolution.of(inner, 7, 1));
        doubles = unit(builder, doubles, name + ".branch7x7dbl_3", Convolution.of(inner, 1, 7));
        doubles = unit(builder, doubles, name + ".branch7x7dbl_4", Convolution.of(inner, 7, 1));
        doubles = unit(builder, doubles, name + ".branch7x7dbl_5", Convolution.of(192, 1, 7));
        return builder.concatenate(name, ones, sevens, doubles, poolBranch(builder, from, name, 192));
    }

    /** From 17x17 to 8x8. */
    private static FeatureMap moduleD(CamGraphBuilder builder, FeatureMap from, String name) {
        FeatureMap threes = unit(builder, from, name + ".branch3x3_1", Convolution.of(192, 1));
        threes = unit(builder, threes, name + ".branch3x3_2", halving(320));
        FeatureMap sevens = unit(builder, from, name + ".branch7x7x3_1", Convolution.of(192, 1));
        sevens = unit(builder, sevens, name + ".branch7x7x3_2", Convolution.of(192, 1, 7));
        sevens = unit(builder, sevens, name + ".branch7x7x3_3", Convolution.of(192, 7, 1));
        sevens = unit(builder, sevens, name + ".branch7x7x3_4", halving(192));
        return builder.concatenate(name, threes, sevens, builder.maxPooling(from, name + ".branch_pool", 3, 2));
    }

    /** Figure 7: 1x3 and 3x1 kernels side by side. */
    private static FeatureMap moduleE(CamGraphBuilder builder, FeatureMap from, String name) {
        FeatureMap ones = unit(builder, from, name + ".branch1x1", Convolution.of(320, 1));
        FeatureMap threes = unit(builder, from, name + ".branch3x3_1", Convolution.of(384, 1));
        FeatureMap doubles = unit(builder, from, name + ".branch3x3dbl_1", Convolution.of(448, 1));
        doubles = unit(builder, doubles, name + ".branch3x3dbl_2", Convolution.of(384, 3));
        return builder.concatenate(
                name,
                ones,
                unit(builder, threes, name + ".branch3x3_2a", Convolution.of(384, 1, 3)),
                unit(builder, threes, name + ".branch3x3_2b", Convolution.of(384, 3, 1)),
                unit(builder, doubles, name + ".branch3x3dbl_3a", Convolution.of(384, 1, 3)),
                unit(builder, doubles, name + ".branch3x3dbl_3b", Convolution.of(384, 3, 1)),
                poolBranch(builder, from, name, 192));
    }

    private static FeatureMap poolBranch(CamGraphBuilder builder, FeatureMap from, String name, int channels) {
        FeatureMap pooled = builder.averagePooling(from, name + ".average_pool", 3);
        return unit(builder, pooled, name + ".branch_pool", Convolution.of(channels, 1));
    }

    private static Convolution halving(int out) {
        return Convolution.of(out, 3).withStride(2).withPadding(0);
    }

    private static FeatureMap unit(CamGraphBuilder builder, FeatureMap from, String name, Convolution convolution) {
        return builder.unit(from, name, name + ".conv", name + ".bn", convolution);
    }
}
