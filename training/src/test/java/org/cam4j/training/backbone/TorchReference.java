package org.cam4j.training.backbone;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** torch's operations on one image, in loops and double precision; parameters by their names in a state dict. */
final class TorchReference {
    private final Map<String, INDArray> tensors;
    private final double epsilon;

    TorchReference(Map<String, INDArray> tensors, double epsilon) {
        this.tensors = tensors;
        this.epsilon = epsilon;
    }

    boolean has(String tensor) {
        return tensors.containsKey(tensor);
    }

    /** Rows of a kernel. */
    int rows(String name) {
        return (int) tensor(name + ".weight").size(2);
    }

    /** Columns of a kernel. */
    int columns(String name) {
        return (int) tensor(name + ".weight").size(3);
    }

    /** nn.Conv2d, depthwise where the weight has one input channel and the map more. */
    double[][][] convolution(double[][][] map, String name, int stride, int padRows, int padColumns, int dilation) {
        INDArray weight = tensor(name + ".weight"); // [out, in, kH, kW]
        int out = (int) weight.size(0);
        int in = (int) weight.size(1);
        float[] values = values(weight);
        boolean depthwise = in == 1 && map.length > 1;
        int rows = rows(name);
        int columns = columns(name);
        int height = (map[0].length + 2 * padRows - dilation * (rows - 1) - 1) / stride + 1;
        int width = (map[0][0].length + 2 * padColumns - dilation * (columns - 1) - 1) / stride + 1;
        double[][][] result = new double[out][height][width];
        int next = 0;
        for (int o = 0; o < out; o++) {
            fill(result[o], has(name + ".bias") ? tensor(name + ".bias").getDouble(o) : 0);
            for (int i = 0; i < in; i++) {
                double[][] from = map[depthwise ? o : i];
                for (int at = 0; at < rows * columns; at++) {
                    int rowShift = at / columns * dilation - padRows;
                    int columnShift = at % columns * dilation - padColumns;
                    addShifted(result[o], from, values[next], stride, rowShift, columnShift);
                    next++;
                }
            }
        }
        return result;
    }

    private static void addShifted(
            double[][] to, double[][] from, double factor, int stride, int rowShift, int columnShift) {
        for (int row = 0; row < to.length; row++) {
            int fromRow = row * stride + rowShift;
            for (int column = 0; fromRow >= 0 && fromRow < from.length && column < to[0].length; column++) {
                int fromColumn = column * stride + columnShift;
                if (fromColumn >= 0 && fromColumn < from[0].length) {
                    to[row][column] += factor * from[fromRow][fromColumn];
                }
            }
        }
    }

    /** nn.BatchNorm2d at inference. */
    double[][][] normalize(double[][][] map, String name) {
        double[][][] result = new double[map.length][map[0].length][map[0][0].length];
        for (int c = 0; c < map.length; c++) {
            double mean = tensor(name + ".running_mean").getDouble(c);
            double variance = tensor(name + ".running_var").getDouble(c);
            double scale = tensor(name + ".weight").getDouble(c) / Math.sqrt(variance + epsilon);
            double shift = tensor(name + ".bias").getDouble(c);
            for (int y = 0; y < map[0].length; y++) {
                for (int x = 0; x < map[0][0].length; x++) {
                    result[c][y][x] = (map[c][y][x] - mean) * scale + shift;
                }
            }
        }
        return result;
    }

    /** Values limited to the range from 0 to a ceiling: ReLU with an infinite one, ReLU6 with 6. */
    static double[][][] rectify(double[][][] map, double ceiling) {
        for (double[][] channel : map) {
            for (double[] row : channel) {
                Arrays.setAll(row, x -> Math.min(ceiling, Math.max(0, row[x])));
            }
        }
        return map;
    }

    static double[][][] add(double[][][] first, double[][][] second) {
        for (int c = 0; c < first.length; c++) {
            for (int y = 0; y < first[0].length; y++) {
                for (int x = 0; x < first[0][0].length; x++) {
                    first[c][y][x] += second[c][y][x];
                }
            }
        }
        return first;
    }

    /** torch.cat along the channels. */
    static double[][][] concatenate(double[][][]... maps) {
        return Arrays.stream(maps).flatMap(Arrays::stream).toArray(double[][][]::new);
    }

    /** nn.MaxPool2d; in ceil mode a last window that begins inside the map counts though it ends outside. */
    static double[][][] maxPool(double[][][] map, int kernel, int stride, int padding, boolean ceil) {
        return pool(map, kernel, stride, padding, ceil, false);
    }

    /** F.avg_pool2d with stride 1 that keeps the size; {@code countPadding} is count_include_pad. */
    static double[][][] averagePool(double[][][] map, int kernel, boolean countPadding) {
        double[][][] result = pool(map, kernel, 1, (kernel - 1) / 2, false, true);
        for (int y = 0; y < map[0].length && !countPadding; y++) {
            for (int x = 0; x < map[0][0].length; x++) {
                double inside = inside(y, kernel, map[0].length) * inside(x, kernel, map[0][0].length);
                for (double[][] channel : result) {
                    channel[y][x] *= kernel * kernel / inside;
                }
            }
        }
        return result;
    }

    /** How many of the values of a window around a place lie inside the map. */
    private static double inside(int place, int kernel, int size) {
        return Math.min(place + kernel / 2, size - 1) - Math.max(place - kernel / 2, 0) + 1;
    }

    /** Caffe's LRN across channels: alpha is divided by the number of channels. */
    static double[][][] localResponse(double[][][] map, int size, double alpha, double beta) {
        double[][][] result = new double[map.length][map[0].length][map[0][0].length];
        for (int c = 0; c < map.length; c++) {
            for (int y = 0; y < map[0].length; y++) {
                for (int x = 0; x < map[0][0].length; x++) {
                    double squares = 0;
                    for (int j = Math.max(0, c - size / 2); j <= Math.min(map.length - 1, c + size / 2); j++) {
                        squares += map[j][y][x] * map[j][y][x];
                    }
                    result[c][y][x] = map[c][y][x] / Math.pow(1 + alpha / size * squares, beta);
                }
            }
        }
        return result;
    }

    private static double[][][] pool(
            double[][][] map, int kernel, int stride, int padding, boolean ceil, boolean average) {
        int height = pooled(map[0].length, kernel, stride, padding, ceil);
        int width = pooled(map[0][0].length, kernel, stride, padding, ceil);
        double[][][] result = new double[map.length][height][width];
        for (int c = 0; c < map.length; c++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    double most = Double.NEGATIVE_INFINITY;
                    double sum = 0;
                    for (int at = 0; at < kernel * kernel; at++) {
                        int row = y * stride - padding + at / kernel;
                        int column = x * stride - padding + at % kernel;
                        if (row >= 0 && row < map[0].length && column >= 0 && column < map[0][0].length) {
                            most = Math.max(most, map[c][row][column]);
                            sum += map[c][row][column];
                        }
                    }
                    result[c][y][x] = average ? sum / (kernel * kernel) : most;
                }
            }
        }
        return result;
    }

    private static int pooled(int size, int kernel, int stride, int padding, boolean ceil) {
        int room = size + 2 * padding - kernel;
        int steps = ceil ? (room + stride - 1) / stride : room / stride;
        return ceil && steps * stride >= size + padding ? steps : steps + 1;
    }

    /** Zeros around a map. */
    static double[][][] pad(double[][][] map, int before, int after) {
        double[][][] result = new double[map.length][before + map[0].length + after][before + map[0][0].length + after];
        for (int c = 0; c < map.length; c++) {
            for (int y = 0; y < map[0].length; y++) {
                System.arraycopy(map[c][y], 0, result[c][before + y], before, map[0][0].length);
            }
        }
        return result;
    }

    static double[] globalAverage(double[][][] map) {
        return Arrays.stream(map)
                .mapToDouble(channel -> Arrays.stream(channel)
                        .flatMapToDouble(Arrays::stream)
                        .average()
                        .orElseThrow())
                .toArray();
    }

    static double[] flatten(double[][][] map) {
        return Arrays.stream(map)
                .flatMap(Arrays::stream)
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }

    /** nn.Linear. */
    double[] linear(double[] features, String name) {
        INDArray weight = tensor(name + ".weight"); // [out, in]
        float[] values = values(weight);
        double[] result = new double[(int) weight.size(0)];
        for (int o = 0; o < result.length; o++) {
            result[o] = tensor(name + ".bias").getDouble(o);
            for (int i = 0; i < features.length; i++) {
                result[o] += values[o * features.length + i] * features[i];
            }
        }
        return result;
    }

    static double[] softmax(double[] logits) {
        double most = Arrays.stream(logits).max().orElseThrow();
        double sum = Arrays.stream(logits).map(logit -> Math.exp(logit - most)).sum();
        return Arrays.stream(logits).map(logit -> Math.exp(logit - most) / sum).toArray();
    }

    private INDArray tensor(String name) {
        return requireNonNull(tensors.get(name), name);
    }

    private static float[] values(INDArray array) {
        return array.dup('c').data().asFloat();
    }

    private static void fill(double[][] channel, double value) {
        for (double[] row : channel) {
            Arrays.fill(row, value);
        }
    }
}
