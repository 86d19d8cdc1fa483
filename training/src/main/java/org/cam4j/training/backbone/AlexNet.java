package org.cam4j.training.backbone;

import java.util.List;
import org.cam4j.training.graph.CamGraphBuilder;
import org.cam4j.training.graph.FeatureMap;
import org.cam4j.training.graph.Variant;
import org.cam4j.training.internal.layer.Convolution;

/**
 * AlexNet in the form for one processor, without local response normalization: five convolutions and three fully connected layers.
 *
 * <p>Krizhevsky et al., "ImageNet Classification with Deep Convolutional Neural Networks", NIPS 2012; the channels are those of
 * Krizhevsky, "One weird trick for parallelizing convolutional neural networks", 2014, as torchvision publishes them. The CAM
 * form is Zhou et al., "Learning Deep Features for Discriminative Localization", CVPR 2016, section 3: without pool5 and the
 * fully connected layers, with a 3x3 convolution of 1024 units and ReLU instead; maps 13x13 at 224.
 */
final class AlexNet implements Backbone {
    private static final int CAM_UNITS = 1024;
    private static final int DENSE_UNITS = 4096;
    private static final double RETAIN = 0.5;

    @Override
    public String id() {
        return "alexnet";
    }

    @Override
    public String description() {
        return "AlexNet (Krizhevsky 2012, 2014), in the CAM form of Zhou 2016.";
    }

    @Override
    public int inputSize() {
        return 224;
    }

    @Override
    public List<String> blockTaps() {
        return List.of("conv1", "conv2", "conv5");
    }

    @Override
    public FeatureMap features(CamGraphBuilder builder) {
        Convolution first = Convolution.of(64, 11).withStride(4).withPadding(2);
        FeatureMap map = builder.convolution(builder.input(), "conv1", "features.0", first);
        map = builder.maxPooling(map, "pool1", 3, 2);
        map = builder.convolution(map, "conv2", "features.3", Convolution.of(192, 5));
        map = builder.maxPooling(map, "pool2", 3, 2);
        map = builder.convolution(map, "conv3", "features.6", Convolution.of(384, 3));
        map = builder.convolution(map, "conv4", "features.8", Convolution.of(256, 3));
        return builder.convolution(map, "conv5", "features.10", Convolution.of(256, 3)); // [N, 256, 13, 13] at 224
    }

    @Override
    public FeatureMap camForm(CamGraphBuilder builder, FeatureMap features) {
        return builder.convolution(features, "conv6", "conv6", Convolution.of(CAM_UNITS, 3));
    }

    @Override
    public void original(CamGraphBuilder builder, FeatureMap features, int classes) {
        FeatureMap pooled = builder.maxPooling(features, "pool5", 3, 2);
        FeatureMap fc6 = builder.dense(pooled, "fc6", "classifier.1", DENSE_UNITS, RETAIN);
        FeatureMap fc7 = builder.dense(fc6, "fc7", "classifier.4", DENSE_UNITS, RETAIN);
        builder.classifier(fc7, "classifier.6", classes, true, 1);
    }

    @Override
    public Variant variant() {
        return new Variant(false, false, false, 0, true);
    }
}
