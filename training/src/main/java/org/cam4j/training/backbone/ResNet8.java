package org.cam4j.training.backbone;

import java.util.List;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.layers.pooling.GlobalAveragePooling;
import org.cam4j.training.graph.CamGraphBuilder;
import org.cam4j.training.graph.FeatureMap;
import org.cam4j.training.graph.Variant;
import org.cam4j.training.internal.layer.Convolution;
import org.cam4j.training.internal.pixels.Preprocessings;
import org.nd4j.linalg.activations.Activation;

/**
 * ResNet-8 for 32x32 images, as MLPerf Tiny publishes it in Keras: three residual stacks of 16, 32 and 64 channels, SAME padding,
 * biases in front of batch normalization, no normalization on the shortcuts.
 *
 * <p>Banbury et al., "MLPerf Tiny Benchmark", 2021, section 4 (image classification).
 */
final class ResNet8 implements Backbone {
    @Override
    public String id() {
        return "resnet8";
    }

    @Override
    public String description() {
        return "ResNet-8 for 32x32 images (MLPerf Tiny, Banbury 2021).";
    }

    @Override
    public int inputSize() {
        return 32;
    }

    @Override
    public List<String> blockTaps() {
        return List.of("stack1", "stack2", "stack3");
    }

    @Override
    public Variant variant() {
        return new Variant(true, false, false, 0, true);
    }

    @Override
    public Preprocessing preprocessing(int height, int width) {
        return Preprocessings.raw(height, width);
    }

    @Override
    public FeatureMap features(CamGraphBuilder builder) {
        FeatureMap map = unit(builder, builder.input(), "conv1", Convolution.of(16, 3));
        map = stack(builder, map, "stack1", 16, 1);
        map = stack(builder, map, "stack2", 32, 2);
        return stack(builder, map, "stack3", 64, 2);
    }

    @Override
    public void original(CamGraphBuilder builder, FeatureMap features, int classes) {
        builder.classifier(builder.pooling(features, new GlobalAveragePooling()), "classifier", classes, true, 1);
    }

    private static FeatureMap stack(CamGraphBuilder builder, FeatureMap from, String name, int out, int stride) {
        FeatureMap map = unit(builder, from, name + "_1", Convolution.of(out, 3).withStride(stride));
        map = unit(builder, map, name + "_2", Convolution.of(out, 3).with(Activation.IDENTITY));
        FeatureMap shortcut = from;
        if (stride > 1) {
            String layer = name + "_shortcut";
            Convolution projection = Convolution.of(out, 1).withStride(stride).with(Activation.IDENTITY);
            shortcut = builder.convolution(from, layer, layer, projection);
        }
        return builder.addAndRectify(name, shortcut, map);
    }

    private static FeatureMap unit(CamGraphBuilder builder, FeatureMap from, String name, Convolution convolution) {
        return builder.biasedUnit(from, name, name + "_conv", name + "_bn", convolution);
    }
}
