package org.cam4j.layers.explain;

import java.util.List;
import org.cam4j.layers.internal.vertex.MapVertex;
import org.cam4j.layers.internal.vertex.MapVertexRuntime;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Passes feature maps on unchanged, {@code [N, C, H, W] -> [N, C, H, W]}. Its name in the graph marks a place whose activations and gradients class activation
 * maps are computed from. The output is a copy: a later layer that overwrites its input does not change the earlier layer.
 */
public final class Tap extends MapVertex {
    @Override
    public InputType getOutputType(int layerIndex, InputType... inputs) {
        return maps(inputs)[0];
    }

    @Override
    public GraphVertex instantiate(
            ComputationGraph graph,
            String name,
            int index,
            @Nullable INDArray parameters,
            boolean initialize,
            DataType networkType) {
        return new Instance(this, graph, name, index, networkType);
    }

    @Override
    protected List<Object> settings() {
        return List.of();
    }

    @Override
    public Tap clone() {
        return new Tap();
    }

    @SuppressWarnings("overrides")
    private static final class Instance extends MapVertexRuntime {
        Instance(Tap tap, ComputationGraph graph, String name, int index, DataType type) {
            super(tap, graph, name, index, type);
        }

        @Override
        public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
            return workspaces.dup(ArrayType.ACTIVATIONS, maps(0));
        }

        @Override
        public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
            return new Pair<>(null, new INDArray[] {workspaces.dup(ArrayType.ACTIVATION_GRAD, outputGradient())});
        }

        @Override
        public @Nullable Pair<INDArray, MaskState> feedForwardMaskArrays(
                INDArray @Nullable [] masks, @Nullable MaskState state, int examples) {
            return masks == null ? null : new Pair<>(masks[0], state);
        }
    }
}
