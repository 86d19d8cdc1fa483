package org.cam4j.training.internal.keras;

import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * What a Keras layer becomes.
 *
 * @param vertex the vertex that computes the same
 * @param parameters its parameters by Deeplearning4j's names
 * @param before what is computed in front of it; null if the vertex reads the layer's own inputs
 * @param suffix of the name of what is computed in front
 */
record Translation(
        GraphVertex vertex,
        Map<String, INDArray> parameters,
        @Nullable Translation before,
        String suffix) {
    static final long SEED = 1;

    static Translation of(GraphVertex vertex) {
        return new Translation(vertex, Map.of(), null, "");
    }

    static Translation of(Layer layer) {
        return of(layer, Map.of());
    }

    static Translation of(IActivation activation) {
        return of(new ActivationLayer(activation));
    }

    static Translation of(Layer layer, Map<String, INDArray> parameters) {
        NeuralNetConfiguration settings = new NeuralNetConfiguration.Builder()
                .seed(SEED)
                .updater(new Sgd())
                .layer(layer)
                .build();
        return new Translation(new LayerVertex(settings, null), parameters, null, "");
    }

    /** This one behind another. */
    Translation after(Translation first, String firstSuffix) {
        return new Translation(vertex, parameters, first, firstSuffix);
    }

    /** Whether each value of a vector that comes out depends on all that go in. */
    boolean mixes() {
        return vertex instanceof LayerVertex layer
                && (layer.getLayerConf().getLayer() instanceof DenseLayer
                        || layer.getLayerConf().getLayer() instanceof OutputLayer);
    }

    /** Whether the vertex is an activation function with a loss, whose configuration does not know its size. */
    boolean isLoss() {
        return vertex instanceof LayerVertex layer && layer.getLayerConf().getLayer() instanceof LossLayer;
    }

    /** The same under a name, which a layer must know, too. */
    GraphVertex named(String name) {
        if (vertex instanceof LayerVertex layer) {
            layer.getLayerConf().getLayer().setLayerName(name);
        }
        return vertex;
    }
}
