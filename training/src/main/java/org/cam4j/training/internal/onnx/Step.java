package org.cam4j.training.internal.onnx;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Sgd;

/** A vertex of the network that is planned; what it computes may still take in what follows. */
interface Step {
    /** Of random numbers, which only training draws. */
    long SEED = 1;

    /** The names of the vertices that it reads. */
    List<String> inputs();

    GraphVertex vertex();

    /** By Deeplearning4j's names. */
    Map<String, INDArray> parameters();

    /** A vertex as it is. */
    record Fixed(GraphVertex vertex, List<String> inputs, Map<String, INDArray> parameters) implements Step {}

    static Step of(GraphVertex vertex, String... inputs) {
        return new Fixed(vertex, List.of(inputs), Map.of());
    }

    static Step of(Layer layer, Map<String, INDArray> parameters, String input) {
        return new Fixed(vertex(layer), List.of(input), parameters);
    }

    static Step of(Layer layer, String input) {
        return of(layer, Map.of(), input);
    }

    static LayerVertex vertex(Layer layer) {
        NeuralNetConfiguration settings = new NeuralNetConfiguration.Builder()
                .seed(SEED)
                .updater(new Sgd())
                .layer(layer)
                .build();
        return new LayerVertex(settings, null);
    }
}
