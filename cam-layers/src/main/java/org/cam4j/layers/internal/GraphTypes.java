package org.cam4j.layers.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;

/**
 * Which vertices of a graph give maps and which give vectors.
 *
 * <p>A configuration does not keep its input size, and some layers refuse sizes that do not divide. So every map is
 * propagated with the same made-up size, and only its kind and channels are believed.
 */
final class GraphTypes {
    private static final int SIZE = 64;
    /** Of networks of one channel too: no layer's output depends on it, if the layer has parameters. */
    private static final int COLORS = 3;

    private final ComputationGraph graph;
    private final CNN2DFormat format;
    private final Map<String, InputType> types = new LinkedHashMap<>();

    GraphTypes(ComputationGraph graph) {
        this.graph = graph;
        format = Arrays.stream(graph.getVertices())
                .map(LayerAccess::configuration)
                .filter(ConvolutionLayer.class::isInstance)
                .map(layer -> ((ConvolutionLayer) layer).getCnn2dDataFormat())
                .findFirst()
                .orElse(CNN2DFormat.NCHW);
        for (int index : graph.topologicalSortOrder()) {
            GraphVertex vertex = graph.getVertices()[index];
            types.put(
                    vertex.getVertexName(),
                    vertex.isInputVertex() ? InputType.convolutional(SIZE, SIZE, COLORS, format) : outputOf(vertex));
        }
    }

    /** Order of the axes inside the network. */
    CNN2DFormat format() {
        return format;
    }

    ActivationType of(GraphVertex vertex) {
        InputType type = types.get(vertex.getVertexName());
        if (type instanceof InputType.InputTypeConvolutional map) {
            return new ActivationType(map.getHeight() * map.getWidth() > 1, map.getChannels());
        }
        return new ActivationType(false, type instanceof InputType.InputTypeFeedForward vector ? vector.getSize() : 0);
    }

    private InputType outputOf(GraphVertex vertex) {
        List<InputType> inputs = new ArrayList<>();
        for (VertexIndices input : vertex.getInputVertices()) {
            inputs.add(types.get(graph.getVertices()[input.getVertexIndex()].getVertexName()));
        }
        Layer layer = LayerAccess.configuration(vertex);
        InputType output = layer != null && vertex instanceof LayerVertex layerVertex
                ? layerOutput(layerVertex, layer, inputs.get(0))
                : vertexOutput(vertex, inputs);
        if (output instanceof InputType.InputTypeConvolutional map && map.getHeight() * map.getWidth() != 1) {
            return InputType.convolutional(SIZE, SIZE, map.getChannels(), format);
        }
        return output;
    }

    private InputType layerOutput(LayerVertex vertex, Layer layer, InputType input) {
        InputType type = input;
        InputPreProcessor preProcessor = vertex.getLayerPreProcessor();
        if (preProcessor instanceof FeedForwardToCnnPreProcessor toMap) {
            type = InputType.convolutional(SIZE, SIZE, toMap.getNumChannels(), format);
        } else if (preProcessor != null) {
            type = preProcessor.getOutputType(input);
        }
        if (layer instanceof LossLayer) {
            return type; // its configuration does not know its size
        }
        try {
            return layer.getOutputType(vertex.getLayer().getIndex(), type);
        } catch (RuntimeException refusedSize) {
            if (layer instanceof FeedForwardLayer weighted) {
                return layer instanceof ConvolutionLayer && type instanceof InputType.InputTypeConvolutional
                        ? InputType.convolutional(SIZE, SIZE, weighted.getNOut(), format)
                        : InputType.feedForward(weighted.getNOut());
            }
            return type;
        }
    }

    private InputType vertexOutput(GraphVertex vertex, List<InputType> inputs) {
        try {
            return Objects.requireNonNull(graph.getConfiguration().getVertices().get(vertex.getVertexName()))
                    .getOutputType(0, inputs.toArray(InputType[]::new));
        } catch (RuntimeException refusedSize) {
            return inputs.get(0);
        }
    }
}
