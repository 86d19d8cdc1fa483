package org.cam4j.training.dashboard.record;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cam4j.training.internal.check.FormerClassNames;
import org.cam4j.training.internal.dashboard.Statistics.Network;
import org.cam4j.training.internal.dashboard.Statistics.Vertex;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.ui.model.stats.api.StatsInitializationReport;

/** Describes a graph for people: its vertices, and the settings of its layers. */
final class NetworkTable {
    private NetworkTable() {}

    /** The network that this process trains. */
    static Network of(StatsInitializationReport report) {
        String name = report.getModelClassName();
        ComputationGraphConfiguration graph =
                ComputationGraphConfiguration.fromJson(FormerClassNames.replaceIn(report.getModelConfigJson()));
        List<String> names = new ArrayList<>(graph.getNetworkInputs());
        names.addAll(graph.getVertices().keySet());
        List<Vertex> vertices = new ArrayList<>();
        for (String input : graph.getNetworkInputs()) {
            vertices.add(new Vertex(input, "Input", List.of(), Map.of()));
        }
        graph.getVertices()
                .forEach((vertex, configuration) -> vertices.add(new Vertex(
                        vertex,
                        type(configuration),
                        graph.getVertexInputs().getOrDefault(vertex, List.of()).stream()
                                .map(names::indexOf)
                                .toList(),
                        details(configuration))));
        return new Network(name.substring(name.lastIndexOf('.') + 1), report.getModelNumParams(), vertices);
    }

    private static String type(GraphVertex vertex) {
        return vertex instanceof LayerVertex layer
                ? layer.getLayerConf().getLayer().getClass().getSimpleName().replaceAll("Layer$", "")
                : vertex.getClass().getSimpleName();
    }

    private static Map<String, String> details(GraphVertex vertex) {
        Map<String, String> details = new LinkedHashMap<>();
        if (vertex instanceof LayerVertex of) {
            NeuralNetConfiguration configuration = of.getLayerConf();
            Layer layer = configuration.getLayer();
            if (layer instanceof FeedForwardLayer sized) {
                details.put("Input size", String.valueOf(sized.getNIn()));
                details.put("Layer size", String.valueOf(sized.getNOut()));
            }
            details.put("Parameters", String.valueOf(layer.initializer().numParams(configuration)));
            if (layer instanceof BaseLayer base) {
                details.put("Activation function", String.valueOf(base.getActivationFn()));
                details.put("Updater", base.getIUpdater().getClass().getSimpleName());
            }
            if (layer instanceof ConvolutionLayer convolution) {
                window(details, convolution.getKernelSize(), convolution.getStride(), convolution.getPadding());
            } else if (layer instanceof SubsamplingLayer pooling) {
                details.put("Pooling", String.valueOf(pooling.getPoolingType()));
                window(details, pooling.getKernelSize(), pooling.getStride(), pooling.getPadding());
            }
        }
        return details;
    }

    private static void window(Map<String, String> details, int[] kernel, int[] stride, int[] padding) {
        details.put("Kernel size", Arrays.toString(kernel));
        details.put("Stride", Arrays.toString(stride));
        details.put("Padding", Arrays.toString(padding));
    }
}
