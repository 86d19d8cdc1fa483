package org.cam4j.layers.convolution;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MEAN;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_VARIANCE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;

import java.util.Locale;
import java.util.Map;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.cam4j.layers.internal.onednn.ChannelsLastMaps;
import org.cam4j.layers.internal.onednn.OneDnn;
import org.cam4j.layers.internal.onednn.OneDnnOp;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A training step through a block of one shape: what the forward pass keeps, the backward pass uses once. */
final class TrainingPass {
    /** What the forward pass keeps. */
    private record Kept(
            INDArray input,
            INDArray output,
            @Nullable INDArray convolved,
            @Nullable INDArray mean,
            @Nullable INDArray variance,
            @Nullable INDArray signs) {}

    private final OneDnnPrimitives shaped;
    private final ConvolutionBlock block;
    private final OneDnnOp layWeights;
    private final OneDnnOp convolve;
    private final OneDnnOp layWeightsBackward;
    private final OneDnnOp toInput;
    private final OneDnnOp toWeights;
    private final OneDnnOp layWeightGradient;
    private final @Nullable Normalization normalization;
    private final @Nullable OneDnnOp activate;
    private final @Nullable OneDnnOp activateBackward;
    private @Nullable Kept kept;

    /** Batch normalization both ways; {@code signs} is the size of what a fused ReLU keeps, in floats. */
    private record Normalization(OneDnnOp forward, OneDnnOp backward, long signs) {}

    TrainingPass(OneDnnPrimitives shaped) {
        this.shaped = shaped;
        block = shaped.block();
        boolean normalized = block.isBatchNormalization();
        convolution_forward.primitive_desc forward = normalized
                ? shaped.trainingForward()
                : shaped.forward(dnnl.prop_kind.forward_training, block.hasBias(), shaped.withActivation());
        memory weights = new memory(forward.weights_desc(), OneDnn.engine());
        layWeights = shaped.layWeights(weights);
        convolve = shaped.forward(forward, weights, block.hasBias());

        convolution_backward_data.primitive_desc data = shaped.backwardData();
        memory weightsBackward = new memory(data.weights_desc(), OneDnn.engine());
        layWeightsBackward = shaped.layWeights(weightsBackward);
        toInput = shaped.backwardData(data, weightsBackward);

        convolution_backward_weights.primitive_desc ofWeights = shaped.backwardWeights();
        memory weightGradient = new memory(ofWeights.diff_weights_desc(), OneDnn.engine());
        toWeights = shaped.backwardWeights(ofWeights, weightGradient);
        layWeightGradient = shaped.layWeightGradient(weightGradient);

        normalization = normalized ? normalization(shaped) : null;
        boolean separate = !shaped.linear() && !shaped.fused();
        activate = separate && normalized ? shaped.activate() : null;
        activateBackward = separate ? shaped.activateBackward() : null;
    }

    private static Normalization normalization(OneDnnPrimitives shaped) {
        batch_normalization_forward.primitive_desc description = shaped.normalize();
        long bytes = shaped.fused() ? description.workspace_desc().get_size() : 0;
        return new Normalization(
                shaped.normalize(description),
                shaped.normalizeBackward(description),
                (bytes + Float.BYTES - 1) / Float.BYTES);
    }

    INDArray forward(INDArray maps, BlockParameters parameters, LayerWorkspaceMgr workspaces) {
        INDArray input = ChannelsLastMaps.from(maps, ArrayType.ACTIVATIONS, workspaces);
        INDArray output = ChannelsLastMaps.create(shaped.outputShape, ArrayType.ACTIVATIONS, workspaces);
        layWeights.with(DNNL_ARG_FROM, parameters.weights()).run();
        INDArray bias = parameters.bias();
        if (bias != null) {
            convolve.with(DNNL_ARG_BIAS, bias);
        }
        if (normalization == null) {
            convolve.with(DNNL_ARG_SRC, input).with(DNNL_ARG_DST, output).run();
            kept = new Kept(input, output, null, null, null, null);
            return output;
        }
        INDArray convolved = ChannelsLastMaps.create(shaped.outputShape, ArrayType.ACTIVATIONS, workspaces);
        convolve.with(DNNL_ARG_SRC, input).with(DNNL_ARG_DST, convolved).run();
        INDArray mean = floats(block.getNOut(), workspaces);
        INDArray variance = floats(block.getNOut(), workspaces);
        INDArray signs = shaped.fused() ? floats(normalization.signs(), workspaces) : null;
        if (signs != null) {
            normalization.forward().with(DNNL_ARG_WORKSPACE, signs);
        }
        normalization
                .forward()
                .with(DNNL_ARG_SRC, convolved)
                .with(DNNL_ARG_DST, output)
                .with(DNNL_ARG_SCALE, parameters.get(ConvolutionBlockParameters.GAMMA))
                .with(DNNL_ARG_SHIFT, parameters.get(ConvolutionBlockParameters.BETA))
                .with(DNNL_ARG_MEAN, mean)
                .with(DNNL_ARG_VARIANCE, variance)
                .run();
        if (activate != null) {
            activate.with(DNNL_ARG_SRC, output).with(DNNL_ARG_DST, output).run();
        }
        kept = new Kept(input, output, convolved, mean, variance, signs);
        return output;
    }

    private static INDArray floats(long count, LayerWorkspaceMgr workspaces) {
        return workspaces.createUninitialized(ArrayType.ACTIVATIONS, DataType.FLOAT, count);
    }

    @Nullable
    INDArray backward(
            INDArray outputGradient,
            BlockParameters parameters,
            Map<String, INDArray> gradients,
            boolean inputGradient,
            LayerWorkspaceMgr workspaces) {
        Kept forward = kept;
        if (forward == null) {
            throw new IllegalStateException(String.format(
                    Locale.ROOT,
                    "ConvolutionBlock '%s': a backward pass needs a forward pass before it.",
                    block.getLayerName()));
        }
        kept = null;
        INDArray delta = ChannelsLastMaps.from(outputGradient, ArrayType.BP_WORKING_MEM, workspaces);
        if (activateBackward != null) {
            INDArray masked = ChannelsLastMaps.create(shaped.outputShape, ArrayType.BP_WORKING_MEM, workspaces);
            activateBackward
                    .with(DNNL_ARG_DST, forward.output())
                    .with(DNNL_ARG_DIFF_DST, delta)
                    .with(DNNL_ARG_DIFF_SRC, masked)
                    .run();
            delta = masked;
        }
        if (normalization != null) {
            delta = normalizeBackward(forward, delta, parameters, gradients, workspaces);
        }
        weightGradient(forward, delta, gradients);
        if (!inputGradient) {
            return null;
        }
        INDArray result = ChannelsLastMaps.create(shaped.inputShape, ArrayType.ACTIVATION_GRAD, workspaces);
        layWeightsBackward.with(DNNL_ARG_FROM, parameters.weights()).run();
        toInput.with(DNNL_ARG_DIFF_DST, delta).with(DNNL_ARG_DIFF_SRC, result).run();
        return result;
    }

    /** Zeros for a layer that does not learn: a third of its step is saved. */
    private void weightGradient(Kept forward, INDArray delta, Map<String, INDArray> gradients) {
        INDArray ofWeights = at(gradients, ConvolutionBlockParameters.WEIGHTS);
        INDArray ofBias = block.hasBias() ? at(gradients, ConvolutionBlockParameters.BIAS) : null;
        if (!block.learns()) {
            ofWeights.assign(0);
            if (ofBias != null) {
                ofBias.assign(0);
            }
            return;
        }
        if (ofBias != null) {
            toWeights.with(DNNL_ARG_DIFF_BIAS, ofBias);
        }
        toWeights
                .with(DNNL_ARG_SRC, forward.input())
                .with(DNNL_ARG_DIFF_DST, delta)
                .run();
        layWeightGradient.with(DNNL_ARG_TO, ofWeights).run();
    }

    private INDArray normalizeBackward(
            Kept forward,
            INDArray delta,
            BlockParameters parameters,
            Map<String, INDArray> gradients,
            LayerWorkspaceMgr workspaces) {
        INDArray result = ChannelsLastMaps.create(shaped.outputShape, ArrayType.BP_WORKING_MEM, workspaces);
        INDArray convolved = present(forward.convolved());
        INDArray mean = present(forward.mean());
        INDArray variance = present(forward.variance());
        OneDnnOp backward = present(normalization).backward();
        if (forward.signs() != null) {
            backward.with(DNNL_ARG_WORKSPACE, forward.signs());
        }
        backward.with(DNNL_ARG_SRC, convolved)
                .with(DNNL_ARG_DIFF_DST, delta)
                .with(DNNL_ARG_DIFF_SRC, result)
                .with(DNNL_ARG_SCALE, parameters.get(ConvolutionBlockParameters.GAMMA))
                .with(DNNL_ARG_SHIFT, parameters.get(ConvolutionBlockParameters.BETA))
                .with(DNNL_ARG_DIFF_SCALE, at(gradients, ConvolutionBlockParameters.GAMMA))
                .with(DNNL_ARG_DIFF_SHIFT, at(gradients, ConvolutionBlockParameters.BETA))
                .with(DNNL_ARG_MEAN, mean)
                .with(DNNL_ARG_VARIANCE, variance)
                .run();
        step(parameters, gradients, ConvolutionBlockParameters.MEAN, mean);
        step(parameters, gradients, ConvolutionBlockParameters.VARIANCE, variance);
        return result;
    }

    /** An update subtracts it: {@code (1 - decay) * (stored - batch)}. */
    private void step(BlockParameters parameters, Map<String, INDArray> gradients, String key, INDArray ofBatch) {
        parameters.get(key).subi(ofBatch, at(gradients, key)).muli(1 - block.getDecay());
    }

    private static INDArray at(Map<String, INDArray> gradients, String key) {
        INDArray view = gradients.get(key);
        if (view == null) {
            throw new IllegalStateException(String.format(Locale.ROOT, "No room for the gradient of '%s'.", key));
        }
        return view;
    }

    private static <T> T present(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("The forward pass kept nothing.");
        }
        return value;
    }

    void clear() {
        kept = null;
    }
}
