package org.cam4j.training.backbone;

import java.util.List;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.training.graph.CamGraphBuilder;
import org.cam4j.training.graph.FeatureMap;
import org.cam4j.training.graph.Variant;
import org.cam4j.training.internal.pixels.Preprocessings;

/**
 * A network in front of its classifier. An implementor is stateless; {@link Backbones} lists it.
 *
 * <p>Tensor names are torchvision's where torchvision publishes the network, else the layers' names.
 */
public interface Backbone {
    /** The id on the command line. */
    String id();

    /** One sentence with the paper. */
    String description();

    /** Rows and columns of the input unless something else is asked for. */
    int inputSize();

    /** The layers after which the map gets smaller, and the last one: one tap per block, for multi-layer maps; the head {@code wide} joins the last two. */
    List<String> blockTaps();

    /** Adds the layers up to the last wide map and returns that map. */
    FeatureMap features(CamGraphBuilder builder);

    /** Adds the published classifier behind the features's last map. */
    void original(CamGraphBuilder builder, FeatureMap features, int classes);

    /** What a CAM network has between the features's last map and its pooling: nothing, unless the paper adds layers. */
    default FeatureMap camForm(CamGraphBuilder builder, FeatureMap features) {
        return features;
    }

    /** How this network's published form departs from torchvision's habits. */
    default Variant variant() {
        return Variant.TORCHVISION;
    }

    /** What torchvision's weights expect: RGB, mean and standard deviation of ImageNet. */
    default Preprocessing preprocessing(int height, int width) {
        return Preprocessings.imagenet(height, width);
    }

    /** What weights files call this network in {@code cam4j.architecture}: forms that share their tensors share it. */
    default String architecture() {
        return id();
    }

    /** What batch normalization adds to the variance. */
    default double batchNormEpsilon() {
        return 1e-5;
    }

    /** Whether a tensor belongs to an auxiliary, training-only classifier; such tensors are not loaded. */
    default boolean isAuxiliary(String tensor) {
        return false;
    }
}
