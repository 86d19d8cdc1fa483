package org.cam4j.training.internal.keras;

import java.util.List;
import org.cam4j.training.internal.keras.KerasModelFile.Layer;
import org.cam4j.training.internal.keras.KerasModelFile.Weights;
import org.cam4j.training.internal.keras.KerasReference.Value;

/** The layers of {@link KerasReference} that move a window over maps. */
final class ReferenceWindows {
    private ReferenceWindows() {}

    static int[] pair(Layer layer, String key) {
        return pair((List<?>) layer.attributes().getOrDefault(key, List.of(1, 1)));
    }

    static int[] pair(List<?> list) {
        return new int[] {(Integer) list.get(0), (Integer) list.get(1)};
    }

    static boolean same(Layer layer) {
        return "same".equals(layer.attributes().get("padding"));
    }

    private static int outputs(int in, int kernel, int stride, boolean same) {
        return same ? (in + stride - 1) / stride : (in - kernel) / stride + 1;
    }

    private static int before(int in, int kernel, int stride, boolean same) {
        return same ? Math.max(0, (outputs(in, kernel, stride, true) - 1) * stride + kernel - in) / 2 : 0;
    }

    /** What a window's position contributes: indices of output row and column, kernel row and column, input row and column. */
    private interface Position {
        void at(int oy, int ox, int ky, int kx, int y, int x);
    }

    static int[] windows(Layer layer, Value in, int[] kernel, int[] strides, int[] dilation, Position position) {
        boolean same = same(layer);
        int high = (kernel[0] - 1) * dilation[0] + 1;
        int wide = (kernel[1] - 1) * dilation[1] + 1;
        int rows = outputs(in.height(), high, strides[0], same);
        int columns = outputs(in.width(), wide, strides[1], same);
        int top = before(in.height(), high, strides[0], same);
        int left = before(in.width(), wide, strides[1], same);
        for (int oy = 0; oy < rows; oy++) {
            for (int ox = 0; ox < columns; ox++) {
                for (int ky = 0; ky < kernel[0]; ky++) {
                    for (int kx = 0; kx < kernel[1]; kx++) {
                        int y = oy * strides[0] - top + ky * dilation[0];
                        int x = ox * strides[1] - left + kx * dilation[1];
                        if (y >= 0 && y < in.height() && x >= 0 && x < in.width()) {
                            position.at(oy, ox, ky, kx, y, x);
                        }
                    }
                }
            }
        }
        return new int[] {rows, columns};
    }

    static int[] size(Layer layer, Value in) {
        return windows(
                layer,
                in,
                pair(layer, "kernel_size"),
                pair(layer, "strides"),
                pair(layer, "dilation_rate"),
                (oy, ox, ky, kx, y, x) -> {});
    }

    static Value convolution(Layer layer, Value in) {
        Weights kernel = layer.weight("kernel"); // [kh,kw,in,out]
        int out = kernel.shape()[3];
        int[] size = size(layer, in);
        double[] result = new double[size[0] * size[1] * out];
        windows(
                layer,
                in,
                pair(layer, "kernel_size"),
                pair(layer, "strides"),
                pair(layer, "dilation_rate"),
                (oy, ox, ky, kx, y, x) -> {
                    for (int c = 0; c < in.channels(); c++) {
                        for (int o = 0; o < out; o++) {
                            result[(oy * size[1] + ox) * out + o] += in.at(y, x, c)
                                    * kernel.values()[((ky * kernel.shape()[1] + kx) * in.channels() + c) * out + o];
                        }
                    }
                });
        return biased(layer, new Value(result, size[0], size[1], out));
    }

    static Value depthwise(Layer layer, Value in) {
        boolean old = layer.weights().containsKey("depthwise_kernel");
        Weights kernel = layer.weight(old ? "depthwise_kernel" : "kernel"); // [kh,kw,in,multiplier]
        int multiplier = kernel.shape()[3];
        int out = in.channels() * multiplier;
        int[] size = size(layer, in);
        double[] result = new double[size[0] * size[1] * out];
        windows(
                layer,
                in,
                pair(layer, "kernel_size"),
                pair(layer, "strides"),
                pair(layer, "dilation_rate"),
                (oy, ox, ky, kx, y, x) -> {
                    for (int o = 0; o < out; o++) {
                        result[(oy * size[1] + ox) * out + o] +=
                                in.at(y, x, o / multiplier) * kernel.values()[(ky * kernel.shape()[1] + kx) * out + o];
                    }
                });
        return new Value(result, size[0], size[1], out);
    }

    static Value separable(Layer layer, Value in) {
        Value depth = depthwise(layer, in);
        Weights kernel = layer.weight("pointwise_kernel"); // [1,1,in,out]
        int out = kernel.shape()[3];
        double[] result = new double[depth.height() * depth.width() * out];
        for (int i = 0; i < result.length; i++) {
            for (int c = 0; c < depth.channels(); c++) {
                result[i] += depth.values()[i / out * depth.channels() + c] * kernel.values()[c * out + i % out];
            }
        }
        return biased(layer, new Value(result, depth.height(), depth.width(), out));
    }

    static Value transposed(Layer layer, Value in) {
        Weights kernel = layer.weight("kernel"); // [kh,kw,out,in]
        int[] strides = pair(layer, "strides");
        int out = kernel.shape()[2];
        int beyondRows = Math.max(0, kernel.shape()[0] - strides[0]);
        int beyondColumns = Math.max(0, kernel.shape()[1] - strides[1]);
        int rows = in.height() * strides[0] + (same(layer) ? 0 : beyondRows);
        int columns = in.width() * strides[1] + (same(layer) ? 0 : beyondColumns);
        int top = same(layer) ? beyondRows / 2 : 0;
        int left = same(layer) ? beyondColumns / 2 : 0;
        double[] result = new double[rows * columns * out];
        for (int i = 0; i < in.values().length; i++) {
            int c = i % in.channels();
            int x = i / in.channels() % in.width();
            int y = i / in.channels() / in.width();
            for (int k = 0; k < kernel.shape()[0] * kernel.shape()[1]; k++) {
                int oy = y * strides[0] + k / kernel.shape()[1] - top;
                int ox = x * strides[1] + k % kernel.shape()[1] - left;
                for (int o = 0; o < out && oy >= 0 && oy < rows && ox >= 0 && ox < columns; o++) {
                    result[(oy * columns + ox) * out + o] +=
                            in.values()[i] * kernel.values()[(k * out + o) * in.channels() + c];
                }
            }
        }
        return biased(layer, new Value(result, rows, columns, out));
    }

    static Value biased(Layer layer, Value in) {
        Weights bias = layer.weights().get("bias");
        double[] result = in.values().clone();
        for (int i = 0; bias != null && i < result.length; i++) {
            result[i] += bias.values()[i % in.channels()];
        }
        return in.with(result);
    }

    static Value pooling(Layer layer, Value in) {
        boolean maximum = layer.kind().startsWith("Max");
        int[] kernel = pair(layer, "pool_size");
        int[] strides = layer.attributes().get("strides") == null ? kernel : pair(layer, "strides");
        int[] none = {1, 1};
        int[] size = windows(layer, in, kernel, strides, none, (oy, ox, ky, kx, y, x) -> {});
        double[] result = new double[size[0] * size[1] * in.channels()];
        int[] counts = new int[result.length];
        windows(layer, in, kernel, strides, none, (oy, ox, ky, kx, y, x) -> {
            for (int c = 0; c < in.channels(); c++) {
                int i = (oy * size[1] + ox) * in.channels() + c;
                double value = in.at(y, x, c);
                result[i] = !maximum ? result[i] + value : counts[i] == 0 ? value : Math.max(result[i], value);
                counts[i]++;
            }
        });
        for (int i = 0; i < result.length && !maximum; i++) {
            result[i] /= counts[i];
        }
        return new Value(result, size[0], size[1], in.channels());
    }
}
