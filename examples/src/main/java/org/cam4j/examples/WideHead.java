package org.cam4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.DataSet;

/** Trains and explains a {@link WideNetwork}: argument {@code OUT-FOLDER}. */
public final class WideHead {
    private WideHead() {}

    public static void main(String[] arguments) throws IOException {
        ComputationGraph graph = WideNetwork.create();
        DataSet training = ColoredSquares.draw(48, 1);
        for (int step = 0; step < 40; step++) {
            graph.fit(training);
        }
        System.out.printf("loss %.3f%n", graph.score(training));
        Maps.write(graph, "cam", ColoredSquares.draw(3, 2).getFeatures(), Path.of(arguments[0]));
    }
}
