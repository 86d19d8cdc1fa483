package org.cam4j.layers.convolution;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.util.ConvolutionUtils;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where the window of a convolution or a pooling goes, per axis (rows, columns).
 *
 * @param output size of the output
 * @param padding zeros before the first value
 * @param paddingBehind zeros after the last
 */
record Window(int[] output, int[] padding, int[] paddingBehind) {
    static Window of(ConvolutionLayer layer, INDArray input) {
        return of(
                layer.getConvolutionMode(),
                layer.getKernelSize(),
                layer.getStride(),
                layer.getPadding(),
                layer.getDilation(),
                input);
    }

    static Window of(SubsamplingLayer layer, INDArray input) {
        return of(
                layer.getConvolutionMode(),
                layer.getKernelSize(),
                layer.getStride(),
                layer.getPadding(),
                layer.getDilation(),
                input);
    }

    private static Window of(
            ConvolutionMode mode, int[] kernel, int[] stride, int[] fixedPadding, int[] dilation, INDArray input) {
        boolean same = mode == ConvolutionMode.Same;
        int[] output = ConvolutionUtils.getOutputSize(
                input, kernel, stride, same ? null : fixedPadding, mode, dilation, CNN2DFormat.NCHW);
        int[] size = {(int) input.size(2), (int) input.size(3)};
        int[] padding = same
                ? ConvolutionUtils.getSameModeTopLeftPadding(output, size, kernel, stride, dilation)
                : fixedPadding;
        int[] behind = new int[2];
        for (int axis = 0; axis < 2; axis++) {
            int reach = (output[axis] - 1) * stride[axis] + (kernel[axis] - 1) * dilation[axis] + 1;
            behind[axis] = Math.max(0, reach - size[axis] - padding[axis]);
        }
        return new Window(output, padding, behind);
    }
}
