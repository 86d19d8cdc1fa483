package org.cam4j.layers.convolution;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;

import java.util.Arrays;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;
import org.bytedeco.javacpp.LongPointer;
import org.cam4j.layers.internal.onednn.ChannelsLastMaps;
import org.cam4j.layers.internal.onednn.OneDnn;
import org.cam4j.layers.internal.onednn.OneDnnOp;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.convolution.subsampling.SubsamplingLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs a {@link MaxPooling}: by oneDNN in channels-last order where it is there, otherwise as Deeplearning4j does. */
final class MaxPoolingLayer extends SubsamplingLayer {
    private transient @Nullable Operations operations;
    private transient @Nullable INDArray positions;

    MaxPoolingLayer(NeuralNetConfiguration configuration, DataType type) {
        super(configuration, type);
    }

    /** What oneDNN runs for one shape; {@code positions} is the size of what says where the maxima are, in floats. */
    private record Operations(
            long[] inputShape, long[] outputShape, OneDnnOp forward, OneDnnOp backward, long positions) {
        static Operations of(org.deeplearning4j.nn.conf.layers.SubsamplingLayer layer, INDArray maps) {
            Window window = Window.of(layer, maps);
            long[] outputShape = {maps.size(0), maps.size(1), window.output()[0], window.output()[1]};
            memory.desc input = OneDnn.channelsLast(maps.shape());
            memory.desc output = OneDnn.channelsLast(outputShape);
            LongPointer stride = pair(layer.getStride());
            LongPointer kernel = pair(layer.getKernelSize());
            LongPointer padding = pair(window.padding());
            LongPointer behind = pair(window.paddingBehind());
            pooling_forward.primitive_desc forward = new pooling_forward.primitive_desc(
                    new pooling_forward.desc(
                            dnnl.prop_kind.forward_training,
                            dnnl.algorithm.pooling_max,
                            input,
                            output,
                            stride,
                            kernel,
                            padding,
                            behind),
                    OneDnn.engine());
            pooling_backward.primitive_desc backward = new pooling_backward.primitive_desc(
                    new pooling_backward.desc(
                            dnnl.algorithm.pooling_max, input, output, stride, kernel, padding, behind),
                    OneDnn.engine(),
                    forward);
            memory.desc positions = forward.workspace_desc();
            return new Operations(
                    maps.shape().clone(),
                    outputShape,
                    new OneDnnOp(new pooling_forward(forward))
                            .takes(DNNL_ARG_SRC, input)
                            .takes(DNNL_ARG_DST, output)
                            .takes(DNNL_ARG_WORKSPACE, positions),
                    new OneDnnOp(new pooling_backward(backward))
                            .takes(DNNL_ARG_DIFF_DST, output)
                            .takes(DNNL_ARG_DIFF_SRC, input)
                            .takes(DNNL_ARG_WORKSPACE, positions),
                    (positions.get_size() + Float.BYTES - 1) / Float.BYTES);
        }

        private static LongPointer pair(int[] values) {
            return new LongPointer(values[0], values[1]);
        }
    }

    private boolean fast() {
        return layerConf().getCnn2dDataFormat() == CNN2DFormat.NCHW
                && Arrays.equals(layerConf().getDilation(), new int[] {1, 1})
                && OneDnn.serves(dataType);
    }

    private Operations operations(INDArray maps) {
        Operations current = operations;
        if (current == null || !Arrays.equals(current.inputShape(), maps.shape())) {
            current = Operations.of(layerConf(), maps);
            operations = current;
        }
        return current;
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        if (!fast() || input.rank() != 4) {
            return super.activate(training, workspaces);
        }
        applyDropOutIfNecessary(training, workspaces);
        Operations steps = operations(input);
        INDArray found = workspaces.createUninitialized(ArrayType.ACTIVATIONS, DataType.FLOAT, steps.positions());
        INDArray output = ChannelsLastMaps.create(steps.outputShape(), ArrayType.ACTIVATIONS, workspaces);
        steps.forward()
                .with(DNNL_ARG_SRC, ChannelsLastMaps.from(input, ArrayType.ACTIVATIONS, workspaces))
                .with(DNNL_ARG_DST, output)
                .with(DNNL_ARG_WORKSPACE, found)
                .run();
        positions = found;
        return output;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray outputGradient, LayerWorkspaceMgr workspaces) {
        INDArray found = positions;
        if (found == null) {
            return super.backpropGradient(outputGradient, workspaces);
        }
        Operations steps = operations(input);
        INDArray result = ChannelsLastMaps.create(steps.inputShape(), ArrayType.ACTIVATION_GRAD, workspaces);
        steps.backward()
                .with(DNNL_ARG_DIFF_DST, ChannelsLastMaps.from(outputGradient, ArrayType.BP_WORKING_MEM, workspaces))
                .with(DNNL_ARG_DIFF_SRC, result)
                .with(DNNL_ARG_WORKSPACE, found)
                .run();
        return new Pair<>(new DefaultGradient(), backpropDropOutIfPresent(result));
    }

    @Override
    public void clear() {
        super.clear();
        positions = null;
    }
}
