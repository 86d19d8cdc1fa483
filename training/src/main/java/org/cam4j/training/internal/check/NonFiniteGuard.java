package org.cam4j.training.internal.check;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Stops a step in which NaN or infinity appears, before parameters are changed by it. What goes into the last layers, and the gradient, are added up at every step; only where
 * a sum is not finite is it asked which layer was the first.
 */
public final class NonFiniteGuard extends BaseTrainingListener {
    /** A value that is not finite. The message names what it is of and the layer. */
    public static final class NotFinite extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotFinite(String message) {
            super(message);
        }
    }

    /** After the forward pass, before the backward one. */
    @Override
    public void onForwardPass(Model model, Map<String, INDArray> activations) {
        ComputationGraph graph = (ComputationGraph) model;
        boolean healthy = graph.getConfiguration().getNetworkOutputs().stream()
                .flatMap(output -> Stream.ofNullable(
                        graph.getConfiguration().getVertexInputs().get(output)))
                .flatMap(List::stream)
                .allMatch(input -> isFinite(activations.get(input)));
        if (!healthy) {
            for (int index : graph.topologicalSortOrder()) {
                GraphVertex vertex = graph.getVertices()[index];
                if (!isFinite(activations.get(vertex.getVertexName()))) {
                    throw new NotFinite(String.format(
                                    Locale.ROOT,
                                    vertex.isInputVertex() ? "the input '%s' has" : "the output of layer '%s' has",
                                    vertex.getVertexName())
                            + " a NaN or an infinite value");
                }
            }
        }
    }

    /** After the backward pass, before the optimizer's step. */
    @Override
    public void onGradientCalculation(Model model) {
        ComputationGraph graph = (ComputationGraph) model;
        if (isFinite(graph.getFlattenedGradients())) {
            return;
        }
        List<Layer> backwards = new ArrayList<>(List.of(graph.getLayers()));
        Collections.reverse(backwards);
        for (Layer layer : backwards) {
            String name = layer.conf().getLayer().getLayerName();
            for (String parameter : layer.paramTable().keySet()) {
                if (!isFinite(graph.gradient().getGradientFor(name + "_" + parameter))) {
                    throw new NotFinite(String.format(
                            Locale.ROOT,
                            "the gradient of parameter %s of layer '%s' has a NaN or an infinite value",
                            parameter,
                            name));
                }
            }
        }
        throw new NotFinite("the gradient is too large to add up");
    }

    /** Whether every value is; nothing is. */
    public static boolean isFinite(@Nullable INDArray values) {
        if (values == null || values.isEmpty()) {
            return true;
        }
        try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            return Double.isFinite(values.sumNumber().doubleValue());
        }
    }
}
