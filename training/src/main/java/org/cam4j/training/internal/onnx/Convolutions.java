package org.cam4j.training.internal.onnx;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cam4j.training.internal.onnx.file.Constant;
import org.cam4j.training.internal.onnx.file.Node;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Conv, Gemm and MatMul. */
final class Convolutions {
    private static final int RANK = 4;
    private static final int LARGEST_KERNEL = 4096;

    private final Plan plan;
    private final Tensors tensors;

    Convolutions(Plan plan, Tensors tensors) {
        this.plan = plan;
        this.tensors = tensors;
    }

    /** A convolution of any number of groups, dilated or not, with any padding. */
    Value convolution(Node node) throws IOException {
        Value input = tensors.value(node, 0);
        if (!input.isChannelsFirstMap()) {
            throw node.refusal("reads %s, expected maps [N, C, H, W].", input.shape());
        }
        Constant kernel = tensors.constant(node, 1);
        Constant bias = tensors.optionalConstant(node, 2);
        long[] dims = kernel.dims();
        long groups = node.integer("group", 1);
        if (dims.length != RANK || Arrays.stream(dims).anyMatch(size -> size < 1)) {
            throw node.refusal("has weights %s, expected [out, in, rows, columns].", Arrays.toString(dims));
        }
        long out = dims[0];
        if (groups < 1 || out % groups != 0 || dims[1] * groups != input.channels()) {
            throw node.refusal(
                    "has weights %s in %d groups, which do not fit maps of %d channels.",
                    Arrays.toString(dims), groups, input.channels());
        }
        if (bias != null && (bias.dims().length != 1 || bias.count() != out)) {
            throw node.refusal("has a bias %s, expected [%d].", Arrays.toString(bias.dims()), out);
        }
        int[] size = node.sizes("kernel_shape", 2, 0, 1, LARGEST_KERNEL);
        if ((node.has("kernel_shape") && (size[0] != dims[2] || size[1] != dims[3]))
                || Math.max(dims[2], dims[3]) > LARGEST_KERNEL) {
            throw node.refusal("has weights %s and kernel_shape %s.", Arrays.toString(dims), Arrays.toString(size));
        }
        Window window = Window.of(node, input, new int[] {(int) dims[2], (int) dims[3]}, false);
        INDArray biases = bias == null ? null : bias.array();
        if (!input.isMap() && groups == 1 && window.isWhole()) {
            INDArray matrix = kernel.array().reshape(out, dims[1]).transpose().dup('c');
            return plan.add(
                    node.name(),
                    LinearStep.dense(input.vertex(), matrix, biases),
                    Value.vector("", out).as(new long[] {out, 1, 1}, false));
        }
        Value maps = plan.asMap(input);
        if (!window.isOfLayer()) {
            int[] margins = window.margins();
            window = window.padded();
            maps = plan.add(
                    node.name() + "_padding",
                    Step.of(new ZeroPaddingLayer.Builder(margins).build(), maps.vertex()),
                    Value.map("", maps.channels(), window.in()[0], window.in()[1]));
        }
        Value shape = Value.map("", out, window.out()[0], window.out()[1]);
        if (groups == 1 || (groups == input.channels() && out == groups)) {
            return plan.add(
                    node.name(),
                    LinearStep.convolution(maps.vertex(), window, groups > 1, kernel.array(), biases),
                    shape);
        }
        return groups == input.channels()
                ? multiplied(node, maps, window, kernel.array(), biases, shape)
                : grouped(node, maps, window, kernel.array(), biases, shape, groups);
    }

    /** Several kernels for each channel. */
    private Value multiplied(
            Node node, Value maps, Window window, INDArray kernel, @Nullable INDArray bias, Value shape)
            throws IOException {
        long channels = maps.channels();
        int multiplier = (int) (kernel.size(0) / channels);
        int rows = (int) window.reach(0);
        int columns = (int) window.reach(1);
        if (Math.max(rows, columns) > LARGEST_KERNEL || (double) rows * columns * kernel.size(0) > 1 << 24) {
            throw node.refusal("has a dilated window of %d x %d positions, which is too large.", rows, columns);
        }
        DepthwiseConvolution2D.Builder layer = new DepthwiseConvolution2D.Builder(rows, columns)
                .depthMultiplier(multiplier)
                .nIn(channels)
                .nOut(kernel.size(0))
                .stride(window.stride())
                .convolutionMode(window.mode())
                .hasBias(bias != null)
                .activation(Activation.IDENTITY);
        if (!window.isSame()) {
            layer.padding(window.begin());
        }
        // [out, 1, rows, columns] -> [rows, columns, in, multiplier] with zeros in the gaps of a dilation
        INDArray wide = Nd4j.zeros(kernel.dataType(), rows, columns, channels, multiplier);
        INDArray taps = kernel.reshape(channels, multiplier, kernel.size(2), kernel.size(3))
                .permute(2, 3, 0, 1);
        for (int row = 0; row < taps.size(0); row++) {
            for (int column = 0; column < taps.size(1); column++) {
                wide.get(
                                NDArrayIndex.point((long) row * window.dilation()[0]),
                                NDArrayIndex.point((long) column * window.dilation()[1]))
                        .assign(taps.get(NDArrayIndex.point(row), NDArrayIndex.point(column)));
            }
        }
        Map<String, INDArray> parameters = new LinkedHashMap<>(Map.of("W", wide));
        if (bias != null) {
            parameters.put("b", bias);
        }
        return plan.add(node.name(), Step.of(layer.build(), parameters, maps.vertex()), shape);
    }

    /** A convolution for each group of channels, joined. */
    private Value grouped(
            Node node, Value maps, Window window, INDArray kernel, @Nullable INDArray bias, Value shape, long groups)
            throws IOException {
        long in = maps.channels() / groups;
        long out = kernel.size(0) / groups;
        List<String> joined = new ArrayList<>();
        for (long group = 0; group < groups; group++) {
            String name = node.name() + "_group" + group;
            Value part = plan.add(
                    name + "_input",
                    Step.of(new SubsetVertex((int) (group * in), (int) ((group + 1) * in - 1)), maps.vertex()),
                    Value.map("", in, maps.height(), maps.width()));
            INDArray weights = kernel.get(NDArrayIndex.interval(group * out, (group + 1) * out))
                    .dup('c')
                    .reshape(out, in, kernel.size(2), kernel.size(3));
            INDArray biases = bias == null
                    ? null
                    : bias.get(NDArrayIndex.interval(group * out, (group + 1) * out))
                            .dup();
            joined.add(plan.add(
                            name,
                            LinearStep.convolution(part.vertex(), window, false, weights, biases),
                            Value.map("", out, shape.height(), shape.width()))
                    .vertex());
        }
        return plan.add(node.name(), Step.of(new MergeVertex(), joined.toArray(String[]::new)), shape);
    }

    /** {@code alpha * A * B + beta * C} with B known. */
    Value gemm(Node node) throws IOException {
        double alpha = node.number("alpha", 1);
        double beta = node.number("beta", 1);
        if (node.flag("transA", false)) {
            throw node.refusedValue("transA", 1, "0");
        }
        Constant bias = tensors.optionalConstant(node, 2);
        Constant matrix = tensors.constant(node, 1);
        INDArray weights = matrix(node, matrix, node.flag("transB", false)).mul(alpha);
        INDArray biases = null;
        if (bias != null) {
            long out = weights.size(1);
            boolean fits = bias.count() == 1 || (bias.count() == out && bias.dims()[bias.dims().length - 1] == out);
            if (!fits) {
                throw node.refusal("adds %s, expected [%d].", Arrays.toString(bias.dims()), out);
            }
            biases = bias.count() == 1
                    ? LinearStep.all(bias.values().floats()[0] * beta, out)
                    : bias.array().reshape(out).mul(beta);
        }
        return dense(node, weights, biases);
    }

    /** A vector times a known matrix. */
    Value matMul(Node node) throws IOException {
        return dense(node, matrix(node, tensors.constant(node, 1), false), null);
    }

    private static INDArray matrix(Node node, Constant matrix, boolean transposed) throws IOException {
        if (matrix.dims().length != 2 || matrix.count() < 1) {
            throw node.refusal("has weights %s, expected a matrix.", Arrays.toString(matrix.dims()));
        }
        return transposed ? matrix.array().transpose() : matrix.array();
    }

    private Value dense(Node node, INDArray weights, @Nullable INDArray bias) throws IOException {
        Value input = tensors.value(node, 0);
        if (input.isMap() || input.dims().length != 1) {
            throw node.refusal("reads %s, expected vectors [N, C].", input.shape());
        }
        if (weights.size(0) != input.channels()) {
            throw node.refusal(
                    "has weights [%d, %d] for vectors of length %d.",
                    weights.size(0), weights.size(1), input.channels());
        }
        int[] order = input.order();
        INDArray own = order == null ? weights : weights.getRows(order);
        return plan.add(
                node.name(), LinearStep.dense(input.vertex(), own.dup('c'), bias), Value.vector("", weights.size(1)));
    }
}
