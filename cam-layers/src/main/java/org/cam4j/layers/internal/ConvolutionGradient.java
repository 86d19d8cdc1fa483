package org.cam4j.layers.internal;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.util.ConvolutionUtils;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The input gradient of a 2-D convolution is a deconvolution of the output gradient with the same weights.
 *
 * <p>It needs no weight gradient and no second forward pass, and unlike the convolution's own gradient operation it has a
 * fast kernel. The activation function must be one whose derivative can be read off its output.
 */
final class ConvolutionGradient {
    private ConvolutionGradient() {}

    /** Whether the function's derivative can be read off its output. */
    static boolean knows(IActivation function) {
        return function instanceof ActivationIdentity || isPlainRelu(function) || function instanceof ActivationReLU6;
    }

    private static boolean isPlainRelu(IActivation function) {
        return function instanceof ActivationReLU && function.equals(new ActivationReLU());
    }

    /**
     * @param output the layer's output, after its activation function
     * @param gradient of the output
     */
    static INDArray of(ConvolutionLayer layer, INDArray output, INDArray gradient) {
        CNN2DFormat format = layer.layerConf().getCnn2dDataFormat();
        INDArray delta = behindActivation(layer.layerConf().getActivationFn(), output, gradient);
        INDArray result = deconvolve(
                layer,
                ForwardPass.toChannelsFirst(delta, format).dup('c'),
                ForwardPass.toChannelsFirst(layer.input(), format).shape());
        return format == CNN2DFormat.NHWC ? result.permute(0, 2, 3, 1) : result;
    }

    /** The gradient in front of an activation function that is {@link #knows known}. */
    static INDArray behindActivation(IActivation function, INDArray output, INDArray gradient) {
        if (function instanceof ActivationIdentity) {
            return gradient;
        }
        INDArray delta = gradient.mul(output.gt(0).castTo(gradient.dataType()));
        return function instanceof ActivationReLU6 ? delta.muli(output.lt(6).castTo(gradient.dataType())) : delta;
    }

    /** From {@code [N,out,h',w']} to the input's shape {@code [N,in,h,w]}. */
    private static INDArray deconvolve(ConvolutionLayer layer, INDArray delta, long[] inputShape) {
        INDArray weights = layer.getParam("W"); // [out, in, kh, kw]
        int[] stride = layer.layerConf().getStride();
        int[] dilation = layer.layerConf().getDilation();
        int[] kernel = layer.layerConf().getKernelSize();
        int[] inputSize = {(int) inputShape[2], (int) inputShape[3]};
        int[] outputSize = {(int) delta.size(2), (int) delta.size(3)};
        int[] padding = layer.getConvolutionMode() == ConvolutionMode.Same
                ? ConvolutionUtils.getSameModeTopLeftPadding(outputSize, inputSize, kernel, stride, dilation)
                : layer.layerConf().getPadding();

        // The whole reach of the output, padding included: [N, in, full height, full width].
        int[] full = new int[2];
        boolean exact = true;
        for (int axis = 0; axis < 2; axis++) {
            full[axis] = (outputSize[axis] - 1) * stride[axis] + (kernel[axis] - 1) * dilation[axis] + 1;
            exact &= full[axis] - 2 * padding[axis] == inputSize[axis];
        }
        int[] trimmed = exact ? padding : new int[] {0, 0};
        INDArray reach = Nd4j.create(
                delta.dataType(),
                new long[] {inputShape[0], inputShape[1], full[0] - 2 * trimmed[0], full[1] - 2 * trimmed[1]},
                'c');
        Nd4j.exec(DynamicCustomOp.builder("deconv2d")
                .addInputs(delta, weights.permute(2, 3, 1, 0)) // [kh, kw, in, out]
                .addIntegerArguments(
                        kernel[0],
                        kernel[1],
                        stride[0],
                        stride[1],
                        trimmed[0],
                        trimmed[1],
                        dilation[0],
                        dilation[1],
                        0,
                        0) // explicit padding, channels first
                .addOutputs(reach)
                .build());
        return exact ? reach : cut(reach, padding, inputShape);
    }

    /** Takes the padding off; input rows and columns that no kernel reached get zero. */
    private static INDArray cut(INDArray reach, int[] padding, long[] inputShape) {
        long height = Math.min(inputShape[2], reach.size(2) - padding[0]);
        long width = Math.min(inputShape[3], reach.size(3) - padding[1]);
        INDArray result = Nd4j.zeros(reach.dataType(), inputShape);
        result.get(
                        NDArrayIndex.all(),
                        NDArrayIndex.all(),
                        NDArrayIndex.interval(0, height),
                        NDArrayIndex.interval(0, width))
                .assign(reach.get(
                        NDArrayIndex.all(),
                        NDArrayIndex.all(),
                        NDArrayIndex.interval(padding[0], padding[0] + height),
                        NDArrayIndex.interval(padding[1], padding[1] + width)));
        return result;
    }
}
