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
 * GoogLeNet: nine inception modules, four branches of 1x1, 3x3, 5x5 convolutions and max pooling side by side.
 *
 * <p>Szegedy et al., "Going Deeper with Convolutions", CVPR 2015, table 1, without the auxiliary classifiers, in two releases. BVLC's, for Caffe, is the paper's
 * network: 5x5 kernels, local response normalization behind the first pooling and behind conv3, no batch normalization, dropout of 40 %; its weights expect pixels
 * 0..255 minus the mean of ImageNet. torchvision's has batch normalization behind every convolution (epsilon 1e-3), no local response normalization, 3x3 in place of
 * 5x5 kernels, a 2x2 window in the last max pooling and dropout of 20 %; its weights come from TensorFlow and expect pixels scaled to -1..1.
 *
 * <p>The CAM form is Zhou et al., "Learning Deep Features for Discriminative Localization", CVPR 2016, section 3: without the layers behind inception4e, with a 3x3
 * convolution of 1024 units and ReLU instead; maps 14x14 at 224. Zhou et al. cut BVLC's. Its form {@code googlenet-bvlc-5b} is not cut: heads read inception5b, maps
 * 7x7, as the row "GoogLeNet" of their tables.
 */
final class GoogLeNet implements Backbone {
    private static final int CAM_UNITS = 1024;
    private static final int NORMALIZED_CHANNELS = 5;
    private static final double ALPHA = 1e-4;
    private static final double BETA = 0.75;

    private static final String WHOLE = "-5b";

    private final boolean bvlc;
    private final boolean isWhole;

    /** With batch normalization, as torchvision publishes it. */
    static GoogLeNet torchvision() {
        return new GoogLeNet(false, false);
    }

    /** With local response normalization, as the paper has it and BVLC publishes it. */
    static GoogLeNet bvlc() {
        return new GoogLeNet(true, false);
    }

    /** BVLC's, whose heads read inception5b. */
    static GoogLeNet bvlcWhole() {
        return new GoogLeNet(true, true);
    }

    private GoogLeNet(boolean bvlc, boolean isWhole) {
        this.bvlc = bvlc;
        this.isWhole = isWhole;
    }

    @Override
    public String id() {
        return bvlc ? "googlenet-bvlc" + (isWhole ? WHOLE : "") : "googlenet";
    }

    @Override
    public String architecture() {
        return bvlc ? "bvlc_googlenet" : "googlenet";
    }

    @Override
    public String description() {
        if (isWhole) {
            return "GoogLeNet as published for Caffe, not cut: heads read inception5b, maps 7x7 at 224.";
        }
        return bvlc
                ? "GoogLeNet as published for Caffe (Szegedy 2015): 5x5 kernels, local response normalization; the network that Zhou 2016 cut."
                : "GoogLeNet with batch normalization (Szegedy 2015), in the CAM form of Zhou 2016.";
    }

    @Override
    public Variant variant() {
        return bvlc ? new Variant(false, true, true, 0, true) : Variant.TORCHVISION;
    }

    @Override
    public int inputSize() {
        return 224;
    }

    @Override
    public List<String> blockTaps() {
        return isWhole
                ? List.of("conv1", "conv3", "inception3b", "inception4e", "inception5b")
                : List.of("conv1", "conv3", "inception3b", "inception4e");
    }

    @Override
    public double batchNormEpsilon() {
        return 1e-3;
    }

    @Override
    public Preprocessing preprocessing(int height, int width) {
        return bvlc ? Preprocessings.caffe(height, width) : Preprocessings.symmetric(height, width);
    }

    @Override
    public boolean isAuxiliary(String tensor) {
        return tensor.startsWith("aux1.") || tensor.startsWith("aux2.");
    }

    @Override
    public FeatureMap features(CamGraphBuilder builder) {
        FeatureMap map =
                unit(builder, builder.input(), "conv1", Convolution.of(64, 7).withStride(2));
        map = normalized(builder, builder.maxPooling(map, "maxpool1", 3, 2), "norm1");
        map = unit(builder, map, "conv2", Convolution.of(64, 1));
        map = normalized(builder, unit(builder, map, "conv3", Convolution.of(192, 3)), "norm2");
        map = builder.maxPooling(map, "maxpool2", 3, 2);
        map = inception(builder, map, "inception3a", 64, 96, 128, 16, 32, 32);
        map = inception(builder, map, "inception3b", 128, 128, 192, 32, 96, 64); // [N, 480, 28, 28] at 224
        map = builder.maxPooling(map, "maxpool3", 3, 2);
        map = inception(builder, map, "inception4a", 192, 96, 208, 16, 48, 64);
        map = inception(builder, map, "inception4b", 160, 112, 224, 24, 64, 64);
        map = inception(builder, map, "inception4c", 128, 128, 256, 24, 64, 64);
        map = inception(builder, map, "inception4d", 112, 144, 288, 32, 64, 64);
        map = inception(builder, map, "inception4e", 256, 160, 320, 32, 128, 128); // [N, 832, 14, 14]
        return isWhole ? lastModules(builder, map) : map;
    }

    private FeatureMap lastModules(CamGraphBuilder builder, FeatureMap from) {
        FeatureMap map = builder.maxPooling(from, "maxpool4", bvlc ? 3 : 2, 2);
        map = inception(builder, map, "inception5a", 256, 160, 320, 32, 128, 128);
        return inception(builder, map, "inception5b", 384, 192, 384, 48, 128, 128); // [N, 1024, 7, 7]
    }

    @Override
    public FeatureMap camForm(CamGraphBuilder builder, FeatureMap features) {
        return isWhole ? features : builder.convolution(features, "cam_conv", "cam_conv", Convolution.of(CAM_UNITS, 3));
    }

    @Override
    public void original(CamGraphBuilder builder, FeatureMap features, int classes) {
        FeatureMap map = isWhole ? features : lastModules(builder, features);
        builder.classifier(builder.pooling(map, new GlobalAveragePooling()), "fc", classes, true, bvlc ? 0.6 : 0.8);
    }

    /** A module, its channels in the order of the paper's table 1. */
    private FeatureMap inception(
            CamGraphBuilder builder,
            FeatureMap from,
            String name,
            int one,
            int threeReduce,
            int three,
            int fiveReduce,
            int five,
            int poolProjection) {
        FeatureMap ones = unit(builder, from, name + ".branch1", Convolution.of(one, 1));
        FeatureMap threes = unit(builder, from, name + ".branch2.0", Convolution.of(threeReduce, 1));
        threes = unit(builder, threes, name + ".branch2.1", Convolution.of(three, 3));
        FeatureMap fives = unit(builder, from, name + ".branch3.0", Convolution.of(fiveReduce, 1));
        fives = unit(builder, fives, name + ".branch3.1", Convolution.of(five, bvlc ? 5 : 3));
        FeatureMap pooled = builder.maxPooling(from, name + ".branch4.0", 3, 1, 1);
        pooled = unit(builder, pooled, name + ".branch4.1", Convolution.of(poolProjection, 1));
        return builder.concatenate(name, ones, threes, fives, pooled);
    }

    private FeatureMap normalized(CamGraphBuilder builder, FeatureMap from, String name) {
        return bvlc ? builder.localResponseNormalization(from, name, NORMALIZED_CHANNELS, ALPHA, BETA) : from;
    }

    private static FeatureMap unit(CamGraphBuilder builder, FeatureMap from, String name, Convolution convolution) {
        return builder.unit(from, name, name + ".conv", name + ".bn", convolution);
    }
}
