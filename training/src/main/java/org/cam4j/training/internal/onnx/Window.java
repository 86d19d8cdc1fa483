package org.cam4j.training.internal.onnx;

import java.io.IOException;
import java.util.Arrays;
import org.cam4j.training.internal.onnx.file.Node;
import org.deeplearning4j.nn.conf.ConvolutionMode;

/**
 * Where the window of a convolution or a pooling goes, for each axis (rows, columns).
 *
 * @param kernel size without the gaps of a dilation
 * @param stride steps
 * @param dilation distance of neighboring taps
 * @param begin padding in front of the first value
 * @param end padding behind the last
 * @param in size of the input
 * @param out size of the output
 */
record Window(int[] kernel, int[] stride, int[] dilation, int[] begin, int[] end, long[] in, long[] out) {
    private static final int LARGEST = 4096;
    private static final int AXES = 2;

    /**
     * Reads the attributes of a Conv or a pooling.
     *
     * @param kernel rows and columns
     * @param pooling whether {@code ceil_mode} is read
     */
    static Window of(Node node, Value map, int[] kernel, boolean pooling) throws IOException {
        int[] stride = node.sizes("strides", AXES, 1, 1, LARGEST);
        int[] dilation = node.sizes("dilations", AXES, 1, 1, LARGEST);
        int[] pads = node.sizes("pads", 2 * AXES, 0, 0, LARGEST);
        String auto = node.text("auto_pad", "NOTSET");
        boolean ceil = pooling && node.flag("ceil_mode", false);
        long[] in = {map.height(), map.width()};
        long[] out = new long[AXES];
        int[] begin = {pads[0], pads[1]};
        int[] end = {pads[2], pads[3]};
        for (int axis = 0; axis < AXES; axis++) {
            long reach = (kernel[axis] - 1L) * dilation[axis] + 1;
            switch (auto) {
                case "NOTSET", "VALID", "" -> {
                    if (auto.equals("VALID")) {
                        begin[axis] = 0;
                        end[axis] = 0;
                    }
                    long room = in[axis] + begin[axis] + end[axis] - reach;
                    if (room < 0) {
                        throw node.refusal(
                                "its window reaches over %d positions, but the padded input has %d.",
                                reach, in[axis] + begin[axis] + end[axis]);
                    }
                    out[axis] = room / stride[axis] + 1;
                    boolean more = ceil && room % stride[axis] != 0;
                    // A window that would begin in the padding behind is left out.
                    if (more && out[axis] * stride[axis] < in[axis] + begin[axis]) {
                        out[axis]++;
                    }
                }
                case "SAME_UPPER", "SAME_LOWER" -> {
                    out[axis] = (in[axis] + stride[axis] - 1) / stride[axis];
                    long total = Math.max((out[axis] - 1) * stride[axis] + reach - in[axis], 0);
                    long half = total / 2;
                    begin[axis] = (int) (auto.equals("SAME_UPPER") ? half : total - half);
                    end[axis] = (int) (total - begin[axis]);
                }
                default ->
                    throw node.refusedValue("auto_pad", Node.shown(auto), "NOTSET, VALID, SAME_UPPER or SAME_LOWER");
            }
        }
        return new Window(kernel, stride, dilation, begin, end, in, out);
    }

    long reach(int axis) {
        return (kernel[axis] - 1L) * dilation[axis] + 1;
    }

    /** The padding behind that the last window reaches into; negative where it does not reach the end. */
    long behind(int axis) {
        return (out[axis] - 1) * stride[axis] + reach(axis) - in[axis] - begin[axis];
    }

    /** Whether the same padding on both sides gives the same output: what no window reaches does not count. */
    boolean isSymmetric() {
        for (int axis = 0; axis < AXES; axis++) {
            if ((in[axis] + 2L * begin[axis] - reach(axis)) / stride[axis] + 1 != out[axis]
                    || in[axis] + 2L * begin[axis] < reach(axis)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the padding is that of TensorFlow's SAME. */
    private boolean isLikeSame() {
        for (int axis = 0; axis < AXES; axis++) {
            long total = Math.max((out[axis] - 1) * stride[axis] + reach(axis) - in[axis], 0);
            if (out[axis] != (in[axis] + stride[axis] - 1) / stride[axis] || begin[axis] != total / 2) {
                return false;
            }
        }
        return true;
    }

    /** Whether the layer computes its own padding. */
    boolean isSame() {
        return !isSymmetric() && isLikeSame();
    }

    /** Whether a layer has this padding; else it has to be added in front. */
    boolean isOfLayer() {
        return isSymmetric() || isLikeSame();
    }

    ConvolutionMode mode() {
        return isSame() ? ConvolutionMode.Same : ConvolutionMode.Truncate;
    }

    /** What has to be added in front of a layer without padding: top, bottom, left, right. */
    int[] margins() {
        return new int[] {
            begin[0], (int) Math.max(behind(0), 0), begin[1], (int) Math.max(behind(1), 0),
        };
    }

    /** The same behind {@link #margins}. */
    Window padded() {
        int[] margins = margins();
        return new Window(
                kernel,
                stride,
                dilation,
                new int[AXES],
                new int[AXES],
                new long[] {in[0] + margins[0] + margins[1], in[1] + margins[2] + margins[3]},
                out);
    }

    /** Whether there is one window that covers the input, without padding. */
    boolean isWhole() {
        return Arrays.equals(in, new long[] {kernel[0], kernel[1]})
                && out[0] == 1
                && out[1] == 1
                && Arrays.stream(begin).sum() + Arrays.stream(end).sum() == 0
                && Arrays.stream(dilation).allMatch(size -> size == 1);
    }
}
