package org.cam4j.layers.freeze;

import java.util.Objects;
import org.cam4j.layers.internal.InputGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseWrapperVertex;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A frozen layer above others that are trained: it passes the gradient of its input on, as it computes at inference. */
final class FrozenVertex extends BaseWrapperVertex {
    private static final long serialVersionUID = 1;

    private final transient ComputationGraph graph;
    private transient @Nullable INDArray output;

    FrozenVertex(GraphVertex inside, ComputationGraph graph) {
        super(inside);
        this.graph = graph;
    }

    GraphVertex inside() {
        return underlying;
    }

    @Override
    public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
        INDArray result = underlying.doForward(false, workspaces);
        output = result;
        return result;
    }

    @Override
    public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
        INDArray ofOutput = Objects.requireNonNull(output, "a backward pass needs a forward pass before it");
        INDArray[] gradients = new InputGradient(graph, index -> ofOutput, workspaces).of(underlying, getEpsilon());
        for (int i = 0; i < gradients.length; i++) {
            gradients[i] = workspaces.leverageTo(ArrayType.ACTIVATION_GRAD, gradients[i]);
        }
        return new Pair<>(null, gradients);
    }

    @Override
    public void clear() {
        super.clear();
        output = null;
    }
}
