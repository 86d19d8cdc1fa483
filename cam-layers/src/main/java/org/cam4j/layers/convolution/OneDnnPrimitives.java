package org.cam4j.layers.convolution;

import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.primitive_desc;
import org.bytedeco.javacpp.LongPointer;
import org.cam4j.layers.internal.onednn.OneDnn;
import org.cam4j.layers.internal.onednn.OneDnnOp;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The oneDNN primitives of a block for one shape of input, each created when it is first used. */
final class OneDnnPrimitives {
    private final ConvolutionBlock block;
    final long[] inputShape;
    final long[] outputShape;
    private final memory.desc input;
    private final memory.desc output;
    private final long[] weightShape;
    private final LongPointer stride;
    private final LongPointer dilation;
    private final LongPointer padding;
    private final LongPointer paddingBehind;
    private final convolution_forward.primitive_desc trainingForward;
    private @Nullable InferencePass inference;
    private @Nullable TrainingPass training;

    OneDnnPrimitives(ConvolutionBlock block, INDArray maps) {
        this.block = block;
        Window window = Window.of(block, maps);
        inputShape = maps.shape().clone();
        outputShape = new long[] {maps.size(0), block.getNOut(), window.output()[0], window.output()[1]};
        input = OneDnn.channelsLast(inputShape);
        output = OneDnn.channelsLast(outputShape);
        long[] shape = block.weightShape();
        weightShape = block.isDepthwise() ? new long[] {shape[0], 1, 1, shape[2], shape[3]} : shape; // groups first
        stride = pair(block.getStride());
        dilation = new LongPointer(block.getDilation()[0] - 1L, block.getDilation()[1] - 1L);
        padding = pair(window.padding());
        paddingBehind = pair(window.paddingBehind());
        trainingForward = forward(dnnl.prop_kind.forward_training, block.hasBias(), new primitive_attr());
    }

    private static LongPointer pair(int[] values) {
        return new LongPointer(values[0], values[1]);
    }

    ConvolutionBlock block() {
        return block;
    }

    InferencePass inference() {
        InferencePass made = inference;
        if (made == null) {
            made = new InferencePass(this);
            inference = made;
        }
        return made;
    }

    TrainingPass training() {
        TrainingPass made = training;
        if (made == null) {
            made = new TrainingPass(this);
            training = made;
        }
        return made;
    }

    /** Copies the parameter W to where an operation wants it. */
    OneDnnOp layWeights(memory place) {
        return OneDnnOp.copyTo(OneDnn.plain(weightShape), place);
    }

    /** Copies the gradient of W from where an operation put it. */
    OneDnnOp layWeightGradient(memory place) {
        return OneDnnOp.copyFrom(place, OneDnn.plain(weightShape));
    }

    private memory.desc perChannel() {
        return OneDnn.plain(block.getNOut());
    }

    boolean linear() {
        return block.getActivationFn() instanceof ActivationIdentity;
    }

    private boolean clipped() {
        return block.getActivationFn() instanceof ActivationReLU6;
    }

    /** Whether the activation function is fused into batch normalization. */
    boolean fused() {
        return block.isBatchNormalization() && !linear() && !clipped();
    }

    /** A convolution followed by the activation function, if it has one. */
    primitive_attr withActivation() {
        primitive_attr attributes = new primitive_attr();
        if (!linear()) {
            post_ops behind = new post_ops();
            if (clipped()) {
                behind.append_eltwise(1, dnnl.algorithm.eltwise_clip, 0, 6);
            } else {
                behind.append_eltwise(1, dnnl.algorithm.eltwise_relu, 0, 0);
            }
            attributes.set_post_ops(behind);
        }
        return attributes;
    }

    convolution_forward.primitive_desc forward(dnnl.prop_kind kind, boolean bias, primitive_attr attributes) {
        memory.desc weights = OneDnn.free(weightShape);
        convolution_forward.desc convolution = bias
                ? new convolution_forward.desc(
                        kind,
                        dnnl.algorithm.convolution_direct,
                        input,
                        weights,
                        perChannel(),
                        output,
                        stride,
                        dilation,
                        padding,
                        paddingBehind)
                : new convolution_forward.desc(
                        kind,
                        dnnl.algorithm.convolution_direct,
                        input,
                        weights,
                        output,
                        stride,
                        dilation,
                        padding,
                        paddingBehind);
        return new convolution_forward.primitive_desc(convolution, attributes, OneDnn.engine());
    }

    OneDnnOp forward(convolution_forward.primitive_desc description, memory weights, boolean bias) {
        OneDnnOp step = new OneDnnOp(new convolution_forward(description))
                .takes(dnnl.DNNL_ARG_SRC, input)
                .takes(dnnl.DNNL_ARG_WEIGHTS, weights)
                .takes(dnnl.DNNL_ARG_DST, output);
        return bias ? step.takes(dnnl.DNNL_ARG_BIAS, perChannel()) : step;
    }

    convolution_forward.primitive_desc trainingForward() {
        return trainingForward;
    }

    convolution_backward_data.primitive_desc backwardData() {
        return new convolution_backward_data.primitive_desc(
                new convolution_backward_data.desc(
                        dnnl.algorithm.convolution_direct,
                        input,
                        OneDnn.free(weightShape),
                        output,
                        stride,
                        dilation,
                        padding,
                        paddingBehind),
                OneDnn.engine(),
                trainingForward);
    }

    OneDnnOp backwardData(convolution_backward_data.primitive_desc description, memory weights) {
        return new OneDnnOp(new convolution_backward_data(description))
                .takes(dnnl.DNNL_ARG_DIFF_SRC, input)
                .takes(dnnl.DNNL_ARG_WEIGHTS, weights)
                .takes(dnnl.DNNL_ARG_DIFF_DST, output);
    }

    convolution_backward_weights.primitive_desc backwardWeights() {
        memory.desc weights = OneDnn.free(weightShape);
        convolution_backward_weights.desc convolution = block.hasBias()
                ? new convolution_backward_weights.desc(
                        dnnl.algorithm.convolution_direct,
                        input,
                        weights,
                        perChannel(),
                        output,
                        stride,
                        dilation,
                        padding,
                        paddingBehind)
                : new convolution_backward_weights.desc(
                        dnnl.algorithm.convolution_direct,
                        input,
                        weights,
                        output,
                        stride,
                        dilation,
                        padding,
                        paddingBehind);
        return new convolution_backward_weights.primitive_desc(convolution, OneDnn.engine(), trainingForward);
    }

    OneDnnOp backwardWeights(convolution_backward_weights.primitive_desc description, memory weights) {
        OneDnnOp step = new OneDnnOp(new convolution_backward_weights(description))
                .takes(dnnl.DNNL_ARG_SRC, input)
                .takes(dnnl.DNNL_ARG_DIFF_DST, output)
                .takes(dnnl.DNNL_ARG_DIFF_WEIGHTS, weights);
        return block.hasBias() ? step.takes(dnnl.DNNL_ARG_DIFF_BIAS, perChannel()) : step;
    }

    batch_normalization_forward.primitive_desc normalize() {
        batch_normalization_forward.primitive_desc description = new batch_normalization_forward.primitive_desc(
                new batch_normalization_forward.desc(
                        dnnl.dnnl_forward_training, output, (float) block.getEpsilon(), normalizationFlags()),
                OneDnn.engine());
        withoutSpinning(description);
        return description;
    }

    /**
     * Leaves the first choice of oneDNN 2.5 for batch normalization, whose threads wait for one another by spinning: where other programs use a core too, a step takes three times
     * as long. The next one ends its parallel loops instead.
     */
    private static void withoutSpinning(primitive_desc description) {
        while (description.impl_info_str().getString().startsWith("bnorm_jit")) {
            if (!description.next_impl()) {
                return;
            }
        }
    }

    private int normalizationFlags() {
        return dnnl.dnnl_use_scale | dnnl.dnnl_use_shift | (fused() ? dnnl.dnnl_fuse_norm_relu : 0);
    }

    OneDnnOp normalize(batch_normalization_forward.primitive_desc description) {
        OneDnnOp step = new OneDnnOp(new batch_normalization_forward(description))
                .takes(dnnl.DNNL_ARG_SRC, output)
                .takes(dnnl.DNNL_ARG_DST, output)
                .takes(dnnl.DNNL_ARG_SCALE, perChannel())
                .takes(dnnl.DNNL_ARG_SHIFT, perChannel())
                .takes(dnnl.DNNL_ARG_MEAN, perChannel())
                .takes(dnnl.DNNL_ARG_VARIANCE, perChannel());
        return fused() ? step.takes(dnnl.DNNL_ARG_WORKSPACE, description.workspace_desc()) : step;
    }

    OneDnnOp normalizeBackward(batch_normalization_forward.primitive_desc forward) {
        batch_normalization_backward.primitive_desc description = new batch_normalization_backward.primitive_desc(
                new batch_normalization_backward.desc(
                        dnnl.dnnl_backward, output, output, (float) block.getEpsilon(), normalizationFlags()),
                OneDnn.engine(),
                forward);
        withoutSpinning(description);
        OneDnnOp step = new OneDnnOp(new batch_normalization_backward(description))
                .takes(dnnl.DNNL_ARG_SRC, output)
                .takes(dnnl.DNNL_ARG_DIFF_DST, output)
                .takes(dnnl.DNNL_ARG_DIFF_SRC, output)
                .takes(dnnl.DNNL_ARG_SCALE, perChannel())
                .takes(dnnl.DNNL_ARG_SHIFT, perChannel())
                .takes(dnnl.DNNL_ARG_DIFF_SCALE, perChannel())
                .takes(dnnl.DNNL_ARG_DIFF_SHIFT, perChannel())
                .takes(dnnl.DNNL_ARG_MEAN, perChannel())
                .takes(dnnl.DNNL_ARG_VARIANCE, perChannel());
        return fused() ? step.takes(dnnl.DNNL_ARG_WORKSPACE, forward.workspace_desc()) : step;
    }

    /** The activation function in place. */
    OneDnnOp activate() {
        eltwise_forward.primitive_desc description = activation();
        return new OneDnnOp(new eltwise_forward(description))
                .takes(dnnl.DNNL_ARG_SRC, output)
                .takes(dnnl.DNNL_ARG_DST, output);
    }

    /** Takes a gradient back through the activation function, given the output. */
    OneDnnOp activateBackward() {
        eltwise_backward.primitive_desc description = new eltwise_backward.primitive_desc(
                new eltwise_backward.desc(algorithm(), output, output, 0, clipped() ? 6 : 0),
                OneDnn.engine(),
                activation());
        return new OneDnnOp(new eltwise_backward(description))
                .takes(dnnl.DNNL_ARG_DST, output)
                .takes(dnnl.DNNL_ARG_DIFF_DST, output)
                .takes(dnnl.DNNL_ARG_DIFF_SRC, output);
    }

    private eltwise_forward.primitive_desc activation() {
        return new eltwise_forward.primitive_desc(
                new eltwise_forward.desc(dnnl.prop_kind.forward_training, algorithm(), output, 0, clipped() ? 6 : 0),
                OneDnn.engine());
    }

    private dnnl.algorithm algorithm() {
        return clipped() ? dnnl.algorithm.eltwise_clip_v2_use_dst_for_bwd : dnnl.algorithm.eltwise_relu_use_dst_for_bwd;
    }
}
