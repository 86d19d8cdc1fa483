package org.cam4j.layers.internal;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.layers.convolution.DepthwiseConvolution2DLayer;
import org.deeplearning4j.util.ConvolutionUtils;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The input gradient of a depthwise convolution is a depthwise convolution too: of the output gradient, spread out by the stride
 * and padded, with the kernel turned round.
 *
 * <p>Deeplearning4j's own operation computes the weights' gradient at the same time.
 */
final class DepthwiseGradient {
    private DepthwiseGradient() {}

    /**
     * One output channel an input channel, no dilation, padding smaller than the kernel, and an activation function whose
     * derivative can be read off its output.
     */
    static boolean knows(DepthwiseConvolution2DLayer layer) {
        int[] kernel = layer.layerConf().getKernelSize();
        int[] padding = layer.layerConf().getPadding();
        return layer.getParam("W").size(3) == 1
                && Arrays.equals(layer.layerConf().getDilation(), new int[] {1, 1})
                && padding[0] < kernel[0]
                && padding[1] < kernel[1]
                && ConvolutionGradient.knows(layer.layerConf().getActivationFn());
    }

    /**
     * @param output the layer's output, after its activation function
     * @param gradient of the output
     */
    static INDArray of(DepthwiseConvolution2DLayer layer, INDArray output, INDArray gradient) {
        CNN2DFormat format = layer.layerConf().getCnn2dDataFormat();
        INDArray delta = ForwardPass.toChannelsFirst(
                ConvolutionGradient.behindActivation(layer.layerConf().getActivationFn(), output, gradient), format);
        long[] shape = ForwardPass.toChannelsFirst(layer.input(), format).shape(); // [N, C, h, w]
        int[] kernel = layer.layerConf().getKernelSize();
        int[] stride = layer.layerConf().getStride();
        int[] padding = layer.getConvolutionMode() == ConvolutionMode.Same
                ? ConvolutionUtils.getSameModeTopLeftPadding(
                        new int[] {(int) delta.size(2), (int) delta.size(3)},
                        new int[] {(int) shape[2], (int) shape[3]},
                        kernel,
                        stride,
                        new int[] {1, 1})
                : layer.layerConf().getPadding();
        INDArray spread =
                Nd4j.zeros(delta.dataType(), shape[0], shape[1], shape[2] + kernel[0] - 1, shape[3] + kernel[1] - 1);
        spread.get(
                        NDArrayIndex.all(),
                        NDArrayIndex.all(),
                        positions(kernel[0] - 1 - padding[0], stride[0], delta.size(2)),
                        positions(kernel[1] - 1 - padding[1], stride[1], delta.size(3)))
                .assign(delta);
        INDArray turned = Nd4j.exec(DynamicCustomOp.builder("reverse")
                .addInputs(layer.getParam("W").dup('c')) // [kh, kw, C, 1]
                .addIntegerArguments(0, 1)
                .build())[0];
        INDArray result = Nd4j.create(delta.dataType(), shape, 'c');
        Nd4j.exec(DynamicCustomOp.builder("depthwise_conv2d")
                .addInputs(spread, turned)
                .addIntegerArguments(kernel[0], kernel[1], 1, 1, 0, 0, 1, 1, 0, 0)
                .addOutputs(result)
                .build());
        return format == CNN2DFormat.NHWC ? result.permute(0, 2, 3, 1) : result;
    }

    private static INDArrayIndex positions(long first, long stride, long count) {
        return count == 1 // of one position ND4J makes a wrong interval
                ? NDArrayIndex.interval(first, first + 1)
                : NDArrayIndex.interval(first, stride, first + (count - 1) * stride + 1);
    }
}
