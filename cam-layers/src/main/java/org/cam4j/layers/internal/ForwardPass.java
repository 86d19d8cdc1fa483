package org.cam4j.layers.internal;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.layers.ActivationLayer;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.layers.feedforward.PReLU;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One inference pass through a graph that keeps what is needed: the outputs of the taps, the logits, and the inputs of the
 * vertices that a backward pass will cross. Everything else is dropped as soon as its last consumer has run.
 *
 * <p>It does not use {@code ComputationGraph.feedForward}: there an ActivationLayer overwrites its input, which falsifies
 * the outputs in front of it and the derivatives of functions like tanh.
 */
final class ForwardPass {
    private final ComputationGraph graph;
    private final ClassHead head;
    private final Map<Integer, INDArray> given;
    private final Set<Integer> taps;
    private final Set<Integer> crossed;
    private final LayerWorkspaceMgr workspaces;
    private final Map<Integer, INDArray> outputs = new HashMap<>();
    private INDArray output;
    private INDArray logits;

    /**
     * @param given the outputs of some vertices, in the network's own order of axes and data type: the images, or what the
     *     vertices in {@code run} read
     * @param run indices of the vertices to run, all others are left out
     * @param taps indices of the vertices whose outputs are kept
     * @param crossed indices of the vertices that keep their inputs and outputs for a backward pass
     * @param workspaces where everything is allocated
     */
    ForwardPass(
            ComputationGraph graph,
            ClassHead head,
            Map<Integer, INDArray> given,
            Set<Integer> run,
            Set<Integer> taps,
            Set<Integer> crossed,
            LayerWorkspaceMgr workspaces) {
        this.workspaces = workspaces;
        this.graph = graph;
        this.head = head;
        this.given = given;
        this.taps = taps;
        this.crossed = crossed;
        INDArray none = given.values().iterator().next();
        this.output = none;
        this.logits = none;
        run(run);
    }

    /** The probabilities of the classes, or what else the network puts out, {@code [N,K]}, if its vertex was run. */
    INDArray output() {
        return output;
    }

    /** The logits of the classes, {@code [N,K]}. */
    INDArray logits() {
        return logits;
    }

    /** The output of a tap or a crossed vertex. */
    INDArray outputOf(int vertex) {
        INDArray kept = outputs.get(vertex);
        if (kept == null) {
            throw new IllegalStateException(
                    String.format(Locale.ROOT, "The output of vertex %d was not kept.", vertex));
        }
        return kept;
    }

    private void run(Set<Integer> run) {
        for (int index : graph.topologicalSortOrder()) {
            GraphVertex vertex = graph.getVertices()[index];
            INDArray out = given.get(index);
            if (out == null) {
                if (!run.contains(index)) {
                    continue;
                }
                out = vertex == head.score() ? score(vertex) : activate(vertex);
            }
            if (taps.contains(index) || crossed.contains(index)) {
                outputs.put(index, out);
            }
            if (vertex == head.output()) {
                output = head.probabilities(out.reshape(out.size(0), out.length() / out.size(0))); // [N, K]
            }
            VertexIndices[] consumers = vertex.getOutputVertices();
            if (consumers != null) {
                for (VertexIndices consumer : consumers) {
                    if (run.contains(consumer.getVertexIndex())) {
                        graph.getVertices()[consumer.getVertexIndex()].setInput(
                                consumer.getVertexEdgeNumber(), out, workspaces);
                    }
                }
            }
            if (!crossed.contains(index)) {
                vertex.clear();
            }
        }
    }

    /** The output of the vertex that has the logits, which are kept; the product of a linear layer is computed once for both. */
    private INDArray score(GraphVertex vertex) {
        boolean preprocessed = vertex instanceof LayerVertex layerVertex && layerVertex.getLayerPreProcessor() != null;
        if (head.logits() == ClassHead.Logits.PRE_ACTIVATION
                && !preprocessed
                && LayerAccess.layer(vertex) instanceof BaseLayer<?> layer) {
            INDArray scores = preActivation(vertex);
            logits = head.ofClasses(rows(scores));
            return layer.layerConf().getActivationFn().getActivation(scores, false);
        }
        INDArray out = activate(vertex);
        logits = head.ofClasses(rows(logitsOf(vertex, out)));
        return out;
    }

    private INDArray activate(GraphVertex vertex) {
        Layer layer = LayerAccess.layer(vertex);
        if (layer instanceof ActivationLayer activation) {
            INDArray in = ownsInput(vertex) ? layer.input() : layer.input().dup();
            return activation.layerConf().getActivationFn().getActivation(in, false);
        }
        if (layer instanceof PReLU) { // overwrites its input, too
            INDArray in = layer.input();
            layer.setInput(in.dup(), workspaces);
            INDArray out = vertex.doForward(false, workspaces);
            layer.setInput(in, workspaces);
            return out;
        }
        return vertex.doForward(false, workspaces);
    }

    /** Whether nobody but this vertex will read its input again, so that it may be overwritten. */
    private boolean ownsInput(GraphVertex vertex) {
        GraphVertex producer = ClassHead.producer(graph, vertex);
        Layer layer = LayerAccess.layer(producer);
        boolean fresh = layer instanceof org.deeplearning4j.nn.layers.convolution.ConvolutionLayer
                || layer instanceof org.deeplearning4j.nn.layers.normalization.BatchNormalization;
        return fresh
                && producer.getNumOutputConnections() == 1
                && vertex != head.score()
                && !given.containsKey(producer.getVertexIndex())
                && !taps.contains(producer.getVertexIndex())
                && !crossed.contains(vertex.getVertexIndex())
                && !crossed.contains(producer.getVertexIndex());
    }

    private INDArray logitsOf(GraphVertex vertex, INDArray out) {
        return switch (head.logits()) {
            case OUTPUT -> out;
            case INPUT -> input(vertex);
            case PRE_ACTIVATION -> preActivation(vertex);
        };
    }

    private static INDArray rows(INDArray values) {
        return values.dup('c').reshape(values.size(0), values.length() / values.size(0)); // [N, K]
    }

    private static INDArray preActivation(GraphVertex vertex) {
        INDArray values = input(vertex).mmul(ClassHead.weights(vertex));
        Layer layer = LayerAccess.layer(vertex);
        INDArray bias = layer == null ? null : layer.paramTable().get("b");
        return bias == null ? values : values.addiRowVector(bias);
    }

    private static INDArray input(GraphVertex vertex) {
        Layer layer = LayerAccess.layer(vertex);
        if (layer == null) {
            throw new IllegalStateException(
                    String.format(Locale.ROOT, "Vertex '%s' has no layer.", vertex.getVertexName()));
        }
        return layer.input();
    }

    /** From the network's order of axes to {@code [N,C,h,w]}. */
    static INDArray toChannelsFirst(INDArray maps, CNN2DFormat format) {
        return format == CNN2DFormat.NHWC ? maps.permute(0, 3, 1, 2) : maps;
    }
}
