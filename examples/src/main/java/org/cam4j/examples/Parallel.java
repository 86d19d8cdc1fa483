package org.cam4j.examples;

import java.nio.file.Path;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.parallelism.ParallelWrapper;

/** Trains two copies of a network in parallel with Deeplearning4j's ParallelWrapper: argument {@code OUT-FOLDER}. */
public final class Parallel {
    private Parallel() {}

    public static void main(String[] arguments) throws Exception {
        ComputationGraph graph = WideNetwork.create();
        var training = new ListDataSetIterator<>(ColoredSquares.draw(48, 1).asList(), 8);
        try (ParallelWrapper wrapper = new ParallelWrapper.Builder<>(graph)
                .workers(2)
                .prefetchBuffer(4)
                .trainingMode(ParallelWrapper.TrainingMode.AVERAGING)
                .averagingFrequency(1)
                .build()) {
            for (int epoch = 0; epoch < 5; epoch++) {
                wrapper.fit(training);
            }
        }
        System.out.printf("loss %.3f%n", graph.score(ColoredSquares.draw(24, 2)));
        Maps.write(graph, "cam", ColoredSquares.draw(3, 3).getFeatures(), Path.of(arguments[0]));
    }
}
