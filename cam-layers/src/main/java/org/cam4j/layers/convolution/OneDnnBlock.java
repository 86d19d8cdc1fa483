package org.cam4j.layers.convolution;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cam4j.layers.internal.onednn.OneDnn;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A block by oneDNN, maps in channels-last order. The convolution is computed once per step; batch normalization and ReLU are one pass over the maps each way; at
 * inference all three are one convolution with scaled weights.
 */
final class OneDnnBlock implements BlockComputation {
    /** Shapes whose operations are kept: a training batch, the last one of an epoch, one for inference, and one more. */
    private static final int SHAPES = 4;

    private final ConvolutionBlock block;
    private final Nd4jBlock plain;
    private final Map<String, OneDnnPrimitives> shaped = new LinkedHashMap<>(8, 0.75f, true);
    private @Nullable TrainingPass pass;

    OneDnnBlock(ConvolutionBlock block) {
        this.block = block;
        this.plain = new Nd4jBlock(block);
    }

    /** Whether oneDNN computes such a block. */
    static boolean supports(ConvolutionBlock block, DataType type) {
        IActivation function = block.getActivationFn();
        boolean known = function instanceof ActivationIdentity
                || function instanceof ActivationReLU6
                || (function instanceof ActivationReLU && function.equals(new ActivationReLU()));
        return known && OneDnn.serves(type);
    }

    @Override
    public INDArray forward(
            INDArray input, BlockParameters parameters, boolean training, LayerWorkspaceMgr workspaces) {
        OneDnnPrimitives operations = operations(input);
        if (training) {
            TrainingPass current = operations.training();
            pass = current;
            return current.forward(input, parameters, workspaces);
        }
        pass = null;
        return operations.inference().forward(input, parameters, workspaces);
    }

    @Override
    public @Nullable INDArray backward(
            INDArray input,
            INDArray outputGradient,
            BlockParameters parameters,
            Map<String, INDArray> gradients,
            boolean inputGradient,
            LayerWorkspaceMgr workspaces) {
        TrainingPass current = pass;
        if (current == null) { // behind a forward pass of inference, which hardly anybody asks for
            plain.forward(input, parameters, false, LayerWorkspaceMgr.noWorkspaces());
            INDArray result = plain.backward(input, outputGradient, parameters, gradients, inputGradient, workspaces);
            plain.clear();
            return result;
        }
        pass = null;
        return current.backward(outputGradient, parameters, gradients, inputGradient, workspaces);
    }

    @Override
    public INDArray inputGradient(
            INDArray input,
            INDArray output,
            INDArray outputGradient,
            BlockParameters parameters,
            LayerWorkspaceMgr workspaces) {
        return operations(input).inference().inputGradient(output, outputGradient, parameters, workspaces);
    }

    @Override
    public void clear() {
        if (pass != null) {
            pass.clear();
        }
        pass = null;
    }

    private OneDnnPrimitives operations(INDArray input) {
        String shape = Arrays.toString(input.shape());
        OneDnnPrimitives operations = shaped.get(shape);
        if (operations == null) {
            if (shaped.size() >= SHAPES) {
                shaped.remove(shaped.keySet().iterator().next());
            }
            operations = new OneDnnPrimitives(block, input);
            shaped.put(shape, operations);
        }
        return operations;
    }
}
