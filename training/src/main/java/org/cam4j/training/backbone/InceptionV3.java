package org.cam4j.training.backbone;

import java.util.List;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.layers.vertex.GlobalAveragePooling;
import org.cam4j.training.graph.CamGraphBuilder;
import org.cam4j.training.graph.Convolution;
import org.cam4j.training.graph.FeatureMap;
import org.cam4j.training.graph.Variant;

/**
 * Inception-v3: inception modules whose large kernels are split into stacks of small, asymmetric ones.
 *
 * <p>Szegedy et al., "Rethinking the Inception Architecture for Computer Vision", CVPR 2016, table 1, without the auxiliary
 * classifier, as torchvision publishes it: batch normalization's epsilon 1e-3, the zeros around a map count in average pooling.
 * Its weights come from TensorFlow and want pixels scaled to -1..1. The CAM form ends behind Mixed_6e, as in Zhang et al.,
 * "Self-produced Guidance for Weakly-supervised Object Localization", ECCV 2018, and goes on as Zhou et al., CVPR 2016, section 3,
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
        return new Variant(false, false, false, 0);
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
    public FeatureMap trunk(CamGraphBuilder draft) {
        FeatureMap map = unit(draft, draft.input(), "Conv2d_1a_3x3", halving(32));
        map = unit(draft, map, "Conv2d_2a_3x3", Convolution.of(32, 3).withPadding(0));
        map = unit(draft, map, "Conv2d_2b_3x3", Convolution.of(64, 3)); // [N, 64, 147, 147] at 299
        map = draft.maxPooling(map, "maxpool1", 3, 2);
        map = unit(draft, map, "Conv2d_3b_1x1", Convolution.of(80, 1));
        map = unit(draft, map, "Conv2d_4a_3x3", Convolution.of(192, 3).withPadding(0)); // [N, 192, 71, 71]
        map = draft.maxPooling(map, "maxpool2", 3, 2);
        map = moduleA(draft, map, "Mixed_5b", 32);
        map = moduleA(draft, map, "Mixed_5c", 64);
        map = moduleA(draft, map, "Mixed_5d", 64); // [N, 288, 35, 35]
        map = moduleB(draft, map, "Mixed_6a");
        map = moduleC(draft, map, "Mixed_6b", 128);
        map = moduleC(draft, map, "Mixed_6c", 160);
        map = moduleC(draft, map, "Mixed_6d", 160);
        return moduleC(draft, map, "Mixed_6e", 192); // [N, 768, 17, 17]
    }

    @Override
    public FeatureMap camForm(CamGraphBuilder draft, FeatureMap trunk) {
        return draft.convolution(trunk, "cam_conv", "cam_conv", Convolution.of(CAM_UNITS, 3));
    }

    @Override
    public void original(CamGraphBuilder draft, FeatureMap trunk, int classes) {
        FeatureMap map = moduleD(draft, trunk, "Mixed_7a");
        map = moduleE(draft, map, "Mixed_7b");
        map = moduleE(draft, map, "Mixed_7c"); // [N, 2048, 8, 8]
        draft.classifier(draft.pooling(map, new GlobalAveragePooling()), "fc", classes, true, RETAIN);
    }

    /** Figure 5: 5x5 kernels as two of 3x3 in the second branch. */
    private static FeatureMap moduleA(CamGraphBuilder draft, FeatureMap from, String name, int poolChannels) {
        FeatureMap ones = unit(draft, from, name + ".branch1x1", Convolution.of(64, 1));
        FeatureMap fives = unit(draft, from, name + ".branch5x5_1", Convolution.of(48, 1));
        fives = unit(draft, fives, name + ".branch5x5_2", Convolution.of(64, 5));
        FeatureMap threes = unit(draft, from, name + ".branch3x3dbl_1", Convolution.of(64, 1));
        threes = unit(draft, threes, name + ".branch3x3dbl_2", Convolution.of(96, 3));
        threes = unit(draft, threes, name + ".branch3x3dbl_3", Convolution.of(96, 3));
        return draft.concatenate(name, ones, fives, threes, poolBranch(draft, from, name, poolChannels));
    }

    /** From 35x35 to 17x17. */
    private static FeatureMap moduleB(CamGraphBuilder draft, FeatureMap from, String name) {
        FeatureMap threes = unit(draft, from, name + ".branch3x3", halving(384));
        FeatureMap doubles = unit(draft, from, name + ".branch3x3dbl_1", Convolution.of(64, 1));
        doubles = unit(draft, doubles, name + ".branch3x3dbl_2", Convolution.of(96, 3));
        doubles = unit(draft, doubles, name + ".branch3x3dbl_3", halving(96));
        return draft.concatenate(name, threes, doubles, draft.maxPooling(from, name + ".branch_pool", 3, 2));
    }

    /** Figure 6: 7x7 kernels as 1x7 and 7x1. */
    private static FeatureMap moduleC(CamGraphBuilder draft, FeatureMap from, String name, int inner) {
        FeatureMap ones = unit(draft, from, name + ".branch1x1", Convolution.of(192, 1));
        FeatureMap sevens = unit(draft, from, name + ".branch7x7_1", Convolution.of(inner, 1));
        sevens = unit(draft, sevens, name + ".branch7x7_2", Convolution.of(inner, 1, 7));
        sevens = unit(draft, sevens, name + ".branch7x7_3", Convolution.of(192, 7, 1));
        FeatureMap doubles = unit(draft, from, name + ".branch7x7dbl_1", Convolution.of(inner, 1));
        doubles = unit(draft, doubles, name + ".branch7x7dbl_2", Convolution.of(inner, 7, 1));
        doubles = unit(draft, doubles, name + ".branch7x7dbl_3", Convolution.of(inner, 1, 7));
        doubles = unit(draft, doubles, name + ".branch7x7dbl_4", Convolution.of(inner, 7, 1));
        doubles = unit(draft, doubles, name + ".branch7x7dbl_5", Convolution.of(192, 1, 7));
        return draft.concatenate(name, ones, sevens, doubles, poolBranch(draft, from, name, 192));
    }

    /** From 17x17 to 8x8. */
    private static FeatureMap moduleD(CamGraphBuilder draft, FeatureMap from, String name) {
        FeatureMap threes = unit(draft, from, name + ".branch3x3_1", Convolution.of(192, 1));
        threes = unit(draft, threes, name + ".branch3x3_2", halving(320));
        FeatureMap sevens = unit(draft, from, name + ".branch7x7x3_1", Convolution.of(192, 1));
        sevens = unit(draft, sevens, name + ".branch7x7x3_2", Convolution.of(192, 1, 7));
        sevens = unit(draft, sevens, name + ".branch7x7x3_3", Convolution.of(192, 7, 1));
        sevens = unit(draft, sevens, name + ".branch7x7x3_4", halving(192));
        return draft.concatenate(name, threes, sevens, draft.maxPooling(from, name + ".branch_pool", 3, 2));
    }

    /** Figure 7: 1x3 and 3x1 kernels side by side. */
    private static FeatureMap moduleE(CamGraphBuilder draft, FeatureMap from, String name) {
        FeatureMap ones = unit(draft, from, name + ".branch1x1", Convolution.of(320, 1));
        FeatureMap threes = unit(draft, from, name + ".branch3x3_1", Convolution.of(384, 1));
        FeatureMap doubles = unit(draft, from, name + ".branch3x3dbl_1", Convolution.of(448, 1));
        doubles = unit(draft, doubles, name + ".branch3x3dbl_2", Convolution.of(384, 3));
        return draft.concatenate(
                name,
                ones,
                unit(draft, threes, name + ".branch3x3_2a", Convolution.of(384, 1, 3)),
                unit(draft, threes, name + ".branch3x3_2b", Convolution.of(384, 3, 1)),
                unit(draft, doubles, name + ".branch3x3dbl_3a", Convolution.of(384, 1, 3)),
                unit(draft, doubles, name + ".branch3x3dbl_3b", Convolution.of(384, 3, 1)),
                poolBranch(draft, from, name, 192));
    }

    private static FeatureMap poolBranch(CamGraphBuilder draft, FeatureMap from, String name, int channels) {
        FeatureMap pooled = draft.averagePooling(from, name + ".average_pool", 3);
        return unit(draft, pooled, name + ".branch_pool", Convolution.of(channels, 1));
    }

    private static Convolution halving(int out) {
        return Convolution.of(out, 3).withStride(2).withPadding(0);
    }

    private static FeatureMap unit(CamGraphBuilder draft, FeatureMap from, String name, Convolution convolution) {
        return draft.unit(from, name, name + ".conv", name + ".bn", convolution);
    }
}
