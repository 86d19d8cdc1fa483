package org.cam4j.training.network;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
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

    private static final Map<String, Maker> ALL = new TreeMap<>(Map.of(
            "AlexNet",
                    (seed, shape, n) -> AlexNet.builder()
                            .seed(seed)
                            .inputShape(shape)
                            .numClasses(n)
                            .build(),
            "Darknet19",
                    (seed, shape, n) -> Darknet19.builder()
                            .seed(seed)
                            .inputShape(shape)
                            .numClasses(n)
                            .build(),
            "LeNet",
                    (seed, shape, n) -> LeNet.builder()
                            .seed(seed)
                            .inputShape(shape)
                            .numClasses(n)
                            .build(),
            "ResNet50",
                    (seed, shape, n) -> ResNet50.builder()
                            .seed(seed)
                            .inputShape(shape)
                            .numClasses(n)
                            .build(),
            "SimpleCNN",
                    (seed, shape, n) -> SimpleCNN.builder()
                            .seed(seed)
                            .inputShape(shape)
                            .numClasses(n)
                            .build(),
            "SqueezeNet",
                    (seed, shape, n) -> SqueezeNet.builder()
                            .seed(seed)
                            .inputShape(shape)
                            .numClasses(n)
                            .build(),
            "VGG16",
                    (seed, shape, n) -> VGG16.builder()
                            .seed(seed)
                            .inputShape(shape)
                            .numClasses(n)
                            .build(),
            "VGG19",
                    (seed, shape, n) -> VGG19.builder()
                            .seed(seed)
                            .inputShape(shape)
                            .numClasses(n)
                            .build(),
            "Xception",
                    (seed, shape, n) -> Xception.builder()
                            .seed(seed)
                            .inputShape(shape)
                            .numClasses(n)
                            .build()));

    private ZooModels() {}

    /**
     * The model for inputs {@code [N,3,height,width]}.
     *
     * @throws IllegalArgumentException if the zoo has none of this name; the message lists the known ones and the nearest
     */
    static ComputationGraph create(String name, long seed, int height, int width, int classes) {
        String known = Catalog.byId("zoo model", name, List.copyOf(ALL.keySet()), id -> id);
        Maker maker = Objects.requireNonNull(ALL.get(known));
        var model = maker.make(seed, new int[] {3, height, width}, classes).init();
        return model instanceof MultiLayerNetwork sequence ? sequence.toComputationGraph() : (ComputationGraph) model;
    }
}
