package org.cam4j.training.network;

import java.util.Map;
import org.cam4j.evaluation.catalog.Catalog;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.zoo.ZooModel;
import org.deeplearning4j.zoo.model.AlexNet;
import org.deeplearning4j.zoo.model.Darknet19;
import org.deeplearning4j.zoo.model.LeNet;
import org.deeplearning4j.zoo.model.ResNet50;
import org.deeplearning4j.zoo.model.SimpleCNN;
import org.deeplearning4j.zoo.model.SqueezeNet;
import org.deeplearning4j.zoo.model.VGG16;
import org.deeplearning4j.zoo.model.VGG19;
import org.deeplearning4j.zoo.model.Xception;

/**
 * Deeplearning4j's zoo by name, with random parameters: what it offers for download is often out of reach. Its ResNet50 is not the paper's
 * (stage 2 has stride 2).
 */
final class ZooModels {
    /** Default size of the input where none is asked for. */
    static final int SIZE = 224;

    private interface Maker {
        ZooModel<?> make(long seed, int[] shape, int classes);
    }

    private static final Catalog<Map.Entry<String, Maker>> ALL = Catalog.of(
            "zoo model",
            Map.Entry::getKey,
            entry(
                    "AlexNet",
                    (seed, shape, n) -> AlexNet.builder()
                            .seed(seed)
                            .inputShape(shape)
                            .numClasses(n)
                            .build()),
            entry(
                    "Darknet19",
                    (seed, shape, n) -> Darknet19.builder()
                            .seed(seed)
                            .inputShape(shape)
                            .numClasses(n)
                            .build()),
            entry(
                    "LeNet",
                    (seed, shape, n) -> LeNet.builder()
                            .seed(seed)
                            .inputShape(shape)
                            .numClasses(n)
                            .build()),
            entry(
                    "ResNet50",
                    (seed, shape, n) -> ResNet50.builder()
                            .seed(seed)
                            .inputShape(shape)
                            .numClasses(n)
                            .build()),
            entry(
                    "SimpleCNN",
                    (seed, shape, n) -> SimpleCNN.builder()
                            .seed(seed)
                            .inputShape(shape)
                            .numClasses(n)
                            .build()),
            entry(
                    "SqueezeNet",
                    (seed, shape, n) -> SqueezeNet.builder()
                            .seed(seed)
                            .inputShape(shape)
                            .numClasses(n)
                            .build()),
            entry(
                    "VGG16",
                    (seed, shape, n) -> VGG16.builder()
                            .seed(seed)
                            .inputShape(shape)
                            .numClasses(n)
                            .build()),
            entry(
                    "VGG19",
                    (seed, shape, n) -> VGG19.builder()
                            .seed(seed)
                            .inputShape(shape)
                            .numClasses(n)
                            .build()),
            entry(
                    "Xception",
                    (seed, shape, n) -> Xception.builder()
                            .seed(seed)
                            .inputShape(shape)
                            .numClasses(n)
                            .build()));

    private ZooModels() {}

    private static Map.Entry<String, Maker> entry(String name, Maker maker) {
        return Map.entry(name, maker);
    }

    /**
     * The model for inputs {@code [N,channels,height,width]}.
     *
     * @throws IllegalArgumentException if the zoo has none of this name; the message names the nearest id and all others
     */
    static ComputationGraph create(String name, long seed, int channels, int height, int width, int classes) {
        Maker maker = ALL.byId(name).getValue();
        var model =
                maker.make(seed, new int[] {channels, height, width}, classes).init();
        return model instanceof MultiLayerNetwork sequence ? sequence.toComputationGraph() : (ComputationGraph) model;
    }
}
