package org.cam4j.layers.convolution;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;

import java.util.Arrays;
import java.util.Locale;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.cam4j.layers.internal.onednn.ChannelsLastMaps;
import org.cam4j.layers.internal.onednn.OneDnn;
import org.cam4j.layers.internal.onednn.OneDnnOp;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Runs a {@link ResidualSum}, by oneDNN in channels-last order where it is there. */
@SuppressWarnings("overrides") // setInputs: the base class drops the '...' of its interface
final class ResidualSumVertex extends BaseGraphVertex {
    private final boolean relu;
    private transient @Nullable Operations operations;
    private transient @Nullable INDArray output;

    ResidualSumVertex(boolean relu, ComputationGraph graph, String name, int index, DataType type) {
        super(graph, name, index, null, null, type);
        this.relu = relu;
    }

    /** What oneDNN runs for one shape. */
    private record Operations(long[] shape, OneDnnOp forward, OneDnnOp backward) {
        static Operations of(long[] shape, boolean relu) {
            memory.desc maps = OneDnn.channelsLast(shape);
            primitive_attr attributes = new primitive_attr();
            if (relu) {
                post_ops behind = new post_ops();
                behind.append_eltwise(1, dnnl.algorithm.eltwise_relu, 0, 0);
                attributes.set_post_ops(behind);
            }
            OneDnnOp forward = new OneDnnOp(new binary(new binary.primitive_desc(
                            new binary.desc(dnnl.algorithm.binary_add, maps, maps, maps), attributes, OneDnn.engine())))
                    .takes(DNNL_ARG_SRC_0, maps)
                    .takes(DNNL_ARG_SRC_1, maps)
                    .takes(DNNL_ARG_DST, maps);
            return new Operations(shape.clone(), forward, relu ? relu(maps) : OneDnnOp.copy(maps, maps));
        }

        private static OneDnnOp relu(memory.desc maps) {
            dnnl.algorithm algorithm = dnnl.algorithm.eltwise_relu_use_dst_for_bwd;
            eltwise_forward.primitive_desc forward = new eltwise_forward.primitive_desc(
                    new eltwise_forward.desc(dnnl.prop_kind.forward_training, algorithm, maps, 0, 0), OneDnn.engine());
            return new OneDnnOp(new eltwise_backward(new eltwise_backward.primitive_desc(
                            new eltwise_backward.desc(algorithm, maps, maps, 0, 0), OneDnn.engine(), forward)))
                    .takes(DNNL_ARG_DST, maps)
                    .takes(DNNL_ARG_DIFF_DST, maps)
                    .takes(DNNL_ARG_DIFF_SRC, maps);
        }
    }

    private @Nullable Operations operations(INDArray maps) {
        if (maps.rank() != 4 || !OneDnn.serves(maps.dataType())) {
            return null;
        }
        Operations current = operations;
        if (current == null || !Arrays.equals(current.shape(), maps.shape())) {
            current = Operations.of(maps.shape(), relu);
            operations = current;
        }
        return current;
    }

    @Override
    public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
        INDArray first = input(0);
        INDArray second = input(1);
        if (!Arrays.equals(first.shape(), second.shape())) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s: found inputs %s and %s, expected two of one shape.",
                    this,
                    Arrays.toString(first.shape()),
                    Arrays.toString(second.shape())));
        }
        Operations fast = operations(first);
        INDArray sum;
        if (fast == null) {
            sum = workspaces.dup(ArrayType.ACTIVATIONS, first, 'c').addi(second);
            if (relu) {
                Transforms.relu(sum, false);
            }
        } else {
            sum = ChannelsLastMaps.create(first.shape(), ArrayType.ACTIVATIONS, workspaces);
            fast.forward()
                    .with(DNNL_ARG_SRC_0, ChannelsLastMaps.from(first, ArrayType.ACTIVATIONS, workspaces))
                    .with(DNNL_ARG_SRC_1, ChannelsLastMaps.from(second, ArrayType.ACTIVATIONS, workspaces))
                    .with(DNNL_ARG_DST, sum)
                    .run();
        }
        output = sum;
        return sum;
    }

    @Override
    public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
        INDArray sum = output;
        if (epsilon == null || sum == null) {
            throw new IllegalStateException(this + ": a backward pass needs a forward pass and a gradient before it.");
        }
        Operations fast = operations(sum);
        INDArray[] gradients = new INDArray[2]; // an array each: whoever gets one may add to it
        for (int i = 0; i < gradients.length; i++) {
            gradients[i] = fast == null ? plainGradient(sum, workspaces) : gradient(fast, sum, workspaces);
        }
        return new Pair<>(null, gradients);
    }

    private INDArray plainGradient(INDArray sum, LayerWorkspaceMgr workspaces) {
        INDArray gradient = workspaces.dup(ArrayType.ACTIVATION_GRAD, epsilon, 'c');
        return relu ? gradient.muli(sum.gt(0).castTo(sum.dataType())) : gradient;
    }

    private INDArray gradient(Operations fast, INDArray sum, LayerWorkspaceMgr workspaces) {
        INDArray arriving = ChannelsLastMaps.from(epsilon, ArrayType.ACTIVATION_GRAD, workspaces);
        INDArray gradient = ChannelsLastMaps.create(sum.shape(), ArrayType.ACTIVATION_GRAD, workspaces);
        OneDnnOp backward = fast.backward();
        if (relu) {
            backward.with(DNNL_ARG_DST, sum)
                    .with(DNNL_ARG_DIFF_DST, arriving)
                    .with(DNNL_ARG_DIFF_SRC, gradient)
                    .run();
        } else {
            backward.with(DNNL_ARG_FROM, arriving).with(DNNL_ARG_TO, gradient).run();
        }
        return gradient;
    }

    private INDArray input(int number) {
        INDArray input = inputs[number];
        if (input == null) {
            throw new IllegalStateException(
                    String.format(Locale.ROOT, "%s: input %d is not set; run the forward pass first.", this, number));
        }
        return input;
    }

    @Override
    public void clear() {
        super.clear();
        output = null;
    }

    @Override
    public boolean hasLayer() {
        return false;
    }

    @Override
    public @Nullable Layer getLayer() {
        return null;
    }

    @Override
    public void setBackpropGradientsViewArray(@Nullable INDArray view) {
        if (view != null) {
            throw new IllegalArgumentException(this + " has no parameters, and so no gradients to store.");
        }
    }

    @Override
    public @Nullable Pair<INDArray, MaskState> feedForwardMaskArrays(
            INDArray @Nullable [] masks, @Nullable MaskState state, int examples) {
        return masks == null ? null : new Pair<>(masks[0], state);
    }

    @Override
    public String toString() {
        return "ResidualSum '" + vertexName + "'";
    }
}
