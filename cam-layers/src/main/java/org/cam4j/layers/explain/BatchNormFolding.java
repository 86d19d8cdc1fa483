package org.cam4j.layers.explain;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.cam4j.layers.internal.BatchNormalizationGradient;
import org.cam4j.layers.internal.ClassHead;
import org.cam4j.layers.internal.LayerAccess;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Merges batch normalization into the convolution before it, for inference.
 *
 * <pre>
 * s[k] = gamma[k] / sqrt(variance[k] + epsilon)
 * W'[k] = s[k] W[k]        b'[k] = s[k] (b[k] - mean[k]) + beta[k]
 * </pre>
 *
 * <p>A pair is merged where the convolution, ordinary or depthwise, has no activation and feeds the normalization alone. The merged
 * layer has the normalization's name, so that its output keeps it; the convolution's name is gone. Every other normalization
 * stays.
 */
public final class BatchNormFolding {
    private static final Set<Class<?>> FOLDABLE = Set.of(ConvolutionLayer.class, DepthwiseConvolution2D.class);

    private BatchNormFolding() {}

    /**
     * A network of the same outputs at inference. Train the given one, not this: its statistics are constants here.
     *
     * @param graph initialized; it is left as it is and shares no arrays with the result
     */
    public static ComputationGraph fold(ComputationGraph graph) {
        Map<String, String> convolutions = pairs(graph);
        ComputationGraphConfiguration configuration = graph.getConfiguration().clone();
        convolutions.forEach((normalization, convolution) -> merge(configuration, normalization, convolution));
        configuration.setTopologicalOrder(null);
        configuration.setTopologicalOrderStr(null);
        ComputationGraph folded = new ComputationGraph(configuration);
        folded.init();
        for (Layer layer : folded.getLayers()) {
            String name = layer.conf().getLayer().getLayerName();
            String convolution = convolutions.get(name);
            Map<String, INDArray> parameters = convolution == null
                    ? graph.getLayer(name).paramTable()
                    : merged(graph.getLayer(convolution), graph.getLayer(name));
            parameters.forEach((key, values) -> layer.getParam(key).assign(values));
        }
        return folded;
    }

    /** The convolution of each normalization that can be merged. */
    private static Map<String, String> pairs(ComputationGraph graph) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (org.deeplearning4j.nn.graph.vertex.GraphVertex vertex : graph.getVertices()) {
            if (LayerAccess.configuration(vertex) instanceof BatchNormalization
                    && graph.getConfiguration().getVertices().get(vertex.getVertexName()) instanceof LayerVertex layer
                    && layer.getPreProcessor() == null) {
                org.deeplearning4j.nn.graph.vertex.GraphVertex before = ClassHead.producer(graph, vertex);
                org.deeplearning4j.nn.conf.layers.Layer convolution = LayerAccess.configuration(before);
                if (convolution != null
                        && FOLDABLE.contains(convolution.getClass())
                        && before.getNumOutputConnections() == 1
                        && !graph.getConfiguration().getNetworkOutputs().contains(before.getVertexName())
                        && ((BaseLayer) convolution).getActivationFn() instanceof ActivationIdentity) {
                    pairs.put(vertex.getVertexName(), before.getVertexName());
                }
            }
        }
        return pairs;
    }

    /** Puts a convolution with bias in the place of the normalization. */
    private static void merge(ComputationGraphConfiguration configuration, String normalization, String convolution) {
        Map<String, GraphVertex> vertices = configuration.getVertices();
        LayerVertex merged = (LayerVertex) Objects.requireNonNull(vertices.remove(convolution));
        org.deeplearning4j.nn.conf.layers.Layer layer =
                LayerAccess.unfrozen(merged.getLayerConf().getLayer());
        ((ConvolutionLayer) layer).setHasBias(true);
        layer.setLayerName(normalization);
        merged.getLayerConf().setLayer(layer);
        merged.getLayerConf().clearVariables();
        vertices.put(normalization, merged);
        List<String> inputs =
                Objects.requireNonNull(configuration.getVertexInputs().remove(convolution));
        configuration.getVertexInputs().put(normalization, inputs);
    }

    private static Map<String, INDArray> merged(Layer convolution, Layer frozenOrNot) {
        org.deeplearning4j.nn.layers.normalization.BatchNormalization normalization =
                (org.deeplearning4j.nn.layers.normalization.BatchNormalization) LayerAccess.unfrozen(frozenOrNot);
        INDArray scale = BatchNormalizationGradient.scale(normalization); // [K]
        INDArray weights = convolution.getParam("W");
        INDArray bias = convolution.paramTable().get("b");
        INDArray mean = normalization.getParam("mean").reshape(scale.length());
        INDArray shift = normalization.layerConf().isLockGammaBeta()
                ? scale.like().addi(normalization.layerConf().getBeta())
                : normalization.getParam("beta").reshape(scale.length());
        INDArray centered =
                bias == null ? mean.neg() : bias.reshape(scale.length()).sub(mean);
        boolean depthwise = LayerAccess.unfrozen(convolution).conf().getLayer() instanceof DepthwiseConvolution2D;
        INDArray perWeight = depthwise
                ? scale.reshape(1, 1, weights.size(2), weights.size(3)) // [kh, kw, C, multiplier]
                : scale.reshape(scale.length(), 1, 1, 1); // [K, C, kh, kw]
        return Map.of("W", weights.mul(perWeight), "b", centered.mul(scale).addi(shift));
    }
}
