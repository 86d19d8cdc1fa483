package org.cam4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.cam4j.layers.pooling.GlobalAveragePooling;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;

/** Freezes a network and trains a new GAP head with Deeplearning4j's TransferLearning: argument {@code OUT-FOLDER}. */
public final class Transfer {
    private Transfer() {}

    public static void main(String[] arguments) throws IOException {
        ComputationGraph graph = withNewHead(source(), "output", "pooling", 3);
        DataSet training = ColoredSquares.draw(48, 1);
        for (int step = 0; step < 40; step++) {
            graph.fit(training);
        }
        System.out.printf("loss %.3f%n", graph.score(training));
        Maps.write(graph, "grad-cam", ColoredSquares.draw(3, 2).getFeatures(), Path.of(arguments[0]));
    }

    /** Stands for a trained network; load one with {@code ComputationGraph.load}. */
    static ComputationGraph source() {
        return WideNetwork.create();
    }

    /** The graph up to the pooling, frozen, with a new pooling and classifier. */
    static ComputationGraph withNewHead(ComputationGraph source, String oldOutput, String oldPooling, int classes) {
        String features = Objects.requireNonNull(
                        source.getConfiguration().getVertexInputs().get(oldPooling))
                .get(0);
        int channels = (int) source.getLayer(oldOutput).getParam("W").size(0);
        return new TransferLearning.GraphBuilder(source)
                .fineTuneConfiguration(new FineTuneConfiguration.Builder()
                        .updater(new Adam(0.05))
                        .build())
                .setFeatureExtractor(features)
                .removeVertexAndConnections(oldOutput)
                .removeVertexAndConnections(oldPooling)
                .addVertex("gap", new GlobalAveragePooling(), features)
                .addLayer(
                        "scores",
                        new OutputLayer.Builder()
                                .nIn(channels)
                                .nOut(classes)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "gap")
                .setOutputs("scores")
                .build();
    }
}
