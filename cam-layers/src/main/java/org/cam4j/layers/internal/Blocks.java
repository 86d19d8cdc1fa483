package org.cam4j.layers.internal;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.jspecify.annotations.Nullable;

/**
 * The last layer of every resolution: for VGG the convolutions in front of the poolings, for MobileNet the layers in front of the
 * next down-sampling. A resolution is a product of strides; what a convolution without padding cuts off does not count.
 */
final class Blocks {
    private Blocks() {}

    /**
     * The taps' names, from input to output.
     *
     * @param taps from input to output
     */
    static List<String> of(ComputationGraph graph, Collection<GraphVertex> taps) {
        Map<Integer, Double> strides = strides(graph);
        Map<Double, String> last = new LinkedHashMap<>();
        for (GraphVertex tap : taps) {
            if (!(LayerAccess.configuration(tap) instanceof SubsamplingLayer)) {
                Double stride = strides.get(tap.getVertexIndex());
                last.remove(stride); // a resolution that comes again moves to the end
                last.put(stride, tap.getVertexName());
            }
        }
        return List.copyOf(last.values());
    }

    /** Input pixels between neighboring positions, by vertex. */
    private static Map<Integer, Double> strides(ComputationGraph graph) {
        Map<Integer, Double> strides = new HashMap<>();
        for (int index : graph.topologicalSortOrder()) {
            GraphVertex vertex = graph.getVertices()[index];
            double finest = vertex.isInputVertex() ? 1 : Double.MAX_VALUE;
            VertexIndices[] inputs = vertex.getInputVertices();
            for (VertexIndices input : inputs == null ? new VertexIndices[0] : inputs) {
                finest = Math.min(finest, strides.getOrDefault(input.getVertexIndex(), 1.0));
            }
            strides.put(index, finest * factor(LayerAccess.configuration(vertex)));
        }
        return strides;
    }

    private static double factor(@Nullable Layer layer) {
        if (layer instanceof Deconvolution2D deconvolution) {
            return 1.0 / deconvolution.getStride()[0];
        }
        if (layer instanceof Upsampling2D upsampling) {
            return 1.0 / upsampling.getSize()[0];
        }
        if (layer instanceof ConvolutionLayer convolution) {
            return convolution.getStride()[0];
        }
        if (layer instanceof SubsamplingLayer pooling) {
            return pooling.getStride()[0];
        }
        return layer instanceof SpaceToDepthLayer rearranging ? rearranging.getBlockSize() : 1;
    }
}
