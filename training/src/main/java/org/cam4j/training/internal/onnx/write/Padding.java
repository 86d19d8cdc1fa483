package org.cam4j.training.internal.onnx.write;

import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;

/** The padding of windows in ONNX's order: top, left, bottom, right. */
final class Padding {
    private Padding() {}

    static long[] of(
            InputTypeConvolutional maps,
            ConvolutionMode mode,
            int[] kernel,
            int[] stride,
            int[] padding,
            int[] dilation) {
        long[] size = {maps.getHeight(), maps.getWidth()};
        long[] pads = new long[4];
        for (int axis = 0; axis < 2; axis++) {
            long both = 2L * padding[axis];
            if (mode == ConvolutionMode.Same) {
                long output = (size[axis] + stride[axis] - 1) / stride[axis];
                long reach = (output - 1) * stride[axis] + (kernel[axis] - 1L) * dilation[axis] + 1;
                both = Math.max(0, reach - size[axis]);
            }
            pads[axis] = both / 2;
            pads[axis + 2] = both - both / 2;
        }
        return pads;
    }
}
