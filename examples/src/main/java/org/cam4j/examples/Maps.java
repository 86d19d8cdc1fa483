package org.cam4j.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cam4j.layers.explain.ActivationMap;
import org.cam4j.layers.explain.ClassActivation;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Maps of a batch, each drawn over its image. */
final class Maps {
    private Maps() {}

    /** Writes {@code <image>-<class>.png} for the most probable class of every image {@code [N, 3, H, W]}. */
    static void write(ComputationGraph graph, String method, INDArray images, Path folder) throws IOException {
        Files.createDirectories(folder);
        try (ClassActivation cam = ClassActivation.of(graph).method(method).build()) {
            for (ActivationMap map : cam.explain(images)) {
                String name = map.image() + "-" + map.classIndex() + ".png";
                map.overlay(images.slice(map.image())).write(folder.resolve(name));
            }
        }
    }
}
