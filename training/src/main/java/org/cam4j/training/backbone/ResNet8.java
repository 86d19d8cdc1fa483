package org.cam4j.training.backbone;

import java.util.List;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.layers.vertex.GlobalAveragePooling;
import org.cam4j.training.graph.CamGraphBuilder;
import org.cam4j.training.graph.Convolution;
import org.cam4j.training.graph.FeatureMap;
import org.cam4j.training.graph.Variant;
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
        return new Variant(true, false, false, 0);
    }

    @Override
    public Preprocessing preprocessing(int height, int width) {
        return Preprocessings.raw(height, width);
    }

    @Override
    public FeatureMap trunk(CamGraphBuilder draft) {
        FeatureMap map = unit(draft, draft.input(), "conv1", Convolution.of(16, 3));
        map = stack(draft, map, "stack1", 16, 1);
        map = stack(draft, map, "stack2", 32, 2);
        return stack(draft, map, "stack3", 64, 2);
    }

    @Override
    public void original(CamGraphBuilder draft, FeatureMap trunk, int classes) {
        draft.classifier(draft.pooling(trunk, new GlobalAveragePooling()), "classifier", classes, true, 1);
    }

    private static FeatureMap stack(CamGraphBuilder draft, FeatureMap from, String name, int out, int stride) {
        FeatureMap map = unit(draft, from, name + "_1", Convolution.of(out, 3).withStride(stride));
        map = unit(draft, map, name + "_2", Convolution.of(out, 3).with(Activation.IDENTITY));
        FeatureMap shortcut = from;
        if (stride > 1) {
            String layer = name + "_shortcut";
            Convolution projection = Convolution.of(out, 1).withStride(stride).with(Activation.IDENTITY);
            shortcut = draft.convolution(from, layer, layer, projection);
        }
        return draft.addAndRectify(name, shortcut, map);
    }

    private static FeatureMap unit(CamGraphBuilder draft, FeatureMap from, String name, Convolution convolution) {
        return draft.biasedUnit(from, name, name + "_conv", name + "_bn", convolution);
    }
}
