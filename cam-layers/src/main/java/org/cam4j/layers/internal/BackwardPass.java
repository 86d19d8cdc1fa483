package org.cam4j.layers.internal;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Walks a graph backwards from one logit per image and collects the gradients at the taps, no deeper than the lowest tap.
 */
final class BackwardPass {
    private final ComputationGraph graph;
    private final ClassHead head;
    private final Set<Integer> taps;
    private final Set<Integer> crossed;
    private final InputGradient inputGradient;
    private final ForwardPass forward;

    BackwardPass(
            ComputationGraph graph,
            ClassHead head,
            Set<Integer> taps,
            Set<Integer> crossed,
            ForwardPass forward,
            LayerWorkspaceMgr workspaces) {
        this.graph = graph;
        this.head = head;
        this.taps = taps;
        this.crossed = crossed;
        this.forward = forward;
        this.inputGradient = new InputGradient(graph, forward::outputOf, workspaces);
    }

    /** The vertices between the taps and the logits: those that a backward pass goes through. */
    static Set<Integer> crossedVertices(ComputationGraph graph, ClassHead head, Set<Integer> taps) {
        Set<Integer> behindTaps = new HashSet<>();
        for (int index : graph.topologicalSortOrder()) {
            VertexIndices[] inputs = graph.getVertices()[index].getInputVertices();
            for (VertexIndices input : inputs == null ? new VertexIndices[0] : inputs) {
                if (taps.contains(input.getVertexIndex()) || behindTaps.contains(input.getVertexIndex())) {
                    behindTaps.add(index);
                }
            }
        }
        behindTaps.retainAll(ancestors(graph, head.score()));
        return behindTaps;
    }

    /** The vertices that a vertex depends on, and itself. */
    static Set<Integer> ancestors(ComputationGraph graph, GraphVertex vertex) {
        Set<Integer> ancestors = new HashSet<>();
        ancestors.add(vertex.getVertexIndex());
        int[] order = graph.topologicalSortOrder();
        for (int i = order.length - 1; i >= 0; i--) {
            VertexIndices[] inputs = graph.getVertices()[order[i]].getInputVertices();
            if (ancestors.contains(order[i]) && inputs != null) {
                for (VertexIndices input : inputs) {
                    ancestors.add(input.getVertexIndex());
                }
            }
        }
        return ancestors;
    }

    /**
     * Gradients of {@code sum(ofClasses * logits)} with respect to the outputs of the taps.
     *
     * @param ofClasses the derivative with respect to the classes' logits, {@code [N,K]}
     * @return by vertex index
     */
    Map<Integer, INDArray> gradients(INDArray ofClasses) {
        INDArray seed = head.ofOutputs(ofClasses);
        Map<Integer, INDArray> gradients = new HashMap<>();
        Map<Integer, INDArray> found = new HashMap<>();
        GraphVertex score = head.score();
        switch (head.logits()) {
            case OUTPUT ->
                gradients.put(
                        score.getVertexIndex(),
                        seed.reshape(forward.outputOf(score.getVertexIndex()).shape()));
            case INPUT -> handOn(score, new INDArray[] {inputGradient.ofInput(score, seed)}, gradients);
            case PRE_ACTIVATION -> {
                INDArray atInput = seed.mmul(ClassHead.weights(score).transpose()); // [N, C]
                handOn(score, new INDArray[] {inputGradient.ofInput(score, atInput)}, gradients);
            }
        }
        int[] order = graph.topologicalSortOrder();
        for (int i = order.length - 1; i >= 0; i--) {
            INDArray gradient = gradients.remove(order[i]);
            if (gradient == null) {
                continue;
            }
            if (taps.contains(order[i])) {
                found.put(order[i], gradient);
            }
            if (crossed.contains(order[i])) {
                GraphVertex vertex = graph.getVertices()[order[i]];
                handOn(vertex, inputGradient.of(vertex, gradient), gradients);
            }
        }
        return found;
    }

    /** Adds the gradients of a vertex's inputs to what their producers have so far. Never in place: arrays may be shared. */
    private void handOn(GraphVertex vertex, INDArray[] ofInputs, Map<Integer, INDArray> gradients) {
        for (int i = 0; i < ofInputs.length; i++) {
            int producer = vertex.getInputVertices()[i].getVertexIndex();
            if (taps.contains(producer) || crossed.contains(producer)) {
                gradients.merge(producer, ofInputs[i], BackwardPass::sum);
            }
        }
    }

    private static INDArray sum(INDArray first, INDArray second) {
        boolean channelsLast = first.rank() == 4 && first.stride(1) == 1 && second.stride(1) == 1;
        return channelsLast // they stay so in memory
                ? first.permute(0, 2, 3, 1).add(second.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
                : first.add(second);
    }
}
