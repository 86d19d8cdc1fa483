package org.cam4j.layers.freeze;

import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.vertex.BaseWrapperVertex;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A vertex at which, and below which, nothing is trained: the backward pass does not reach it. */
final class UntrainedVertex extends BaseWrapperVertex {
    private static final long serialVersionUID = 1;

    private final boolean frozen;

    /** Wraps a vertex, whose layer, if it is frozen, computes as at inference. */
    UntrainedVertex(GraphVertex inside, boolean frozen) {
        super(inside);
        this.frozen = frozen;
    }

    GraphVertex inside() {
        return underlying;
    }

    @Override
    public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
        return underlying.doForward(training && !frozen, workspaces);
    }

    @Override
    public void setEpsilon(@Nullable INDArray gradient) {
        // nobody asks for it
    }

    @Override
    public @Nullable INDArray getEpsilon() {
        return null;
    }

    @Override
    public boolean canDoBackward() {
        return true;
    }

    @Override
    public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
        VertexIndices[] inputs = getInputVertices();
        return new Pair<>(null, new INDArray[inputs == null ? 0 : inputs.length]);
    }
}
