package org.cam4j.training.internal.onnx;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.cam4j.layers.convolution.MaxPooling;
import org.cam4j.layers.convolution.Padding;
import org.cam4j.layers.pooling.GlobalAveragePooling;
import org.cam4j.layers.pooling.GlobalMaxPooling;
import org.cam4j.layers.pooling.PositionScale;
import org.cam4j.training.internal.onnx.file.Node;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;

/** MaxPool, AveragePool, GlobalAveragePool, GlobalMaxPool and ReduceMean over positions. */
final class Poolings {
    private static final int LARGEST_KERNEL = 4096;

    private final Plan plan;
    private final Tensors tensors;

    Poolings(Plan plan, Tensors tensors) {
        this.plan = plan;
        this.tensors = tensors;
    }

    /** One number for each map. */
    Value global(Node node, GraphVertex pooling) throws IOException {
        Value input = maps(node);
        return input.isMap() ? pooled(node, input, pooling, new long[] {input.channels(), 1, 1}) : input;
    }

    private Value pooled(Node node, Value input, GraphVertex pooling, long[] dims) throws IOException {
        return plan.add(
                node.name(),
                Step.of(pooling, input.vertex()),
                Value.vector("", input.channels()).as(dims, false));
    }

    private Value maps(Node node) throws IOException {
        Value input = tensors.value(node, 0);
        if (!input.isChannelsFirstMap()) {
            throw node.refusal("reads %s, expected maps [N, C, H, W].", input.shape());
        }
        return input;
    }

    /** The mean over rows and columns. */
    Value reduceMean(Node node) throws IOException {
        Value input = tensors.value(node, 0);
        long[] axes = tensors.integers(node, 1, "axes");
        boolean keep = node.flag("keepdims", true);
        node.flag("noop_with_empty_axes", false);
        int rank = input.rank();
        int[] sorted = axes == null
                ? new int[0]
                : Arrays.stream(axes)
                        .mapToInt(axis -> (int) (axis < 0 ? axis + rank : axis))
                        .sorted()
                        .toArray();
        int[] positions = IntStream.range(1, rank)
                .filter(axis -> axis != input.channelAxis())
                .toArray();
        if (rank != 4 || !Arrays.equals(sorted, positions)) {
            throw node.refusal(
                    "takes the mean of %s along %s, expected that of maps along rows and columns.",
                    input.shape(), Arrays.toString(axes));
        }
        long[] dims = {input.channels()};
        if (keep) {
            dims = new long[] {1, 1, 1};
            dims[input.channelAxis() - 1] = input.channels();
        }
        return input.isMap() ? pooled(node, input, new GlobalAveragePooling(), dims) : input.as(dims, false);
    }

    Value maximum(Node node) throws IOException {
        Value input = plan.asMap(maps(node));
        if (node.outputs().size() > 1 && !node.outputs().get(1).isEmpty()) {
            throw node.refusal("puts out indices, which are not read.");
        }
        node.integer("storage_order", 0); // of the indices
        Window window = Window.of(node, input, kernel(node), true);
        if (window.isWhole()) {
            return pooled(node, input, new GlobalMaxPooling(), new long[] {input.channels(), 1, 1});
        }
        int[] margins = window.margins();
        boolean dilated = Arrays.stream(window.dilation()).anyMatch(size -> size != 1);
        boolean padded = Arrays.stream(margins).anyMatch(margin -> margin > 0);
        if (dilated && (padded || Arrays.stream(window.stride()).anyMatch(step -> step != 1))) {
            throw node.refusal("has dilations together with pads or strides, expected dilations alone.");
        }
        if (!window.isOfLayer() || isAllPadding(window)) {
            window = window.padded();
            input = plan.add(
                    node.name() + "_padding",
                    Step.of(
                            new Padding(margins[0], margins[1], margins[2], margins[3], -Float.MAX_VALUE),
                            input.vertex()),
                    Value.map("", input.channels(), window.in()[0], window.in()[1]));
        }
        MaxPooling.Builder layer = new MaxPooling.Builder()
                .kernelSize(window.kernel())
                .stride(window.stride())
                .convolutionMode(window.mode());
        if (!window.isSame()) {
            layer.padding(window.begin());
        }
        MaxPooling pooling = layer.build();
        pooling.setDilation(window.dilation());
        return plan.add(
                node.name(),
                Step.of(pooling, input.vertex()),
                Value.map("", input.channels(), window.out()[0], window.out()[1]));
    }

    private static boolean isAllPadding(Window window) {
        return window.begin()[0] >= window.reach(0) || window.begin()[1] >= window.reach(1);
    }

    /** The mean of what lies in the window, with or without the padding. */
    Value average(Node node) throws IOException {
        Value input = plan.asMap(maps(node));
        boolean counts = node.flag("count_include_pad", false);
        Window window = Window.of(node, input, kernel(node), true);
        if (Arrays.stream(window.dilation()).anyMatch(size -> size != 1)) {
            throw node.refusedValue("dilations", Arrays.toString(window.dilation()), "1");
        }
        if (window.isWhole()) {
            return pooled(node, input, new GlobalAveragePooling(), new long[] {input.channels(), 1, 1});
        }
        double[] rows = factors(node, window, 0, counts);
        double[] columns = factors(node, window, 1, counts);
        boolean weighted = IntStream.range(0, rows.length).anyMatch(i -> rows[i] != 1)
                || IntStream.range(0, columns.length).anyMatch(i -> columns[i] != 1);
        int[] margins = window.margins();
        Window inner = window;
        if (Arrays.stream(margins).anyMatch(margin -> margin > 0)) {
            inner = window.padded();
            input = plan.add(
                    node.name() + "_padding",
                    Step.of(new ZeroPaddingLayer.Builder(margins).build(), input.vertex()),
                    Value.map("", input.channels(), inner.in()[0], inner.in()[1]));
        }
        SubsamplingLayer layer = new SubsamplingLayer.Builder(PoolingType.AVG)
                .kernelSize(inner.kernel())
                .stride(inner.stride())
                .convolutionMode(ConvolutionMode.Truncate)
                .build();
        Value shape = Value.map("", input.channels(), inner.out()[0], inner.out()[1]);
        Value mean = plan.add(weighted ? node.name() + "_window" : node.name(), Step.of(layer, input.vertex()), shape);
        return weighted ? plan.add(node.name(), Step.of(new PositionScale(rows, columns), mean.vertex()), shape) : mean;
    }

    /** Of each window along an axis: its size divided by how many of its positions count. Up to opset 18 all do where the padding does, also behind it. */
    private static double[] factors(Node node, Window window, int axis, boolean counts) {
        double[] factors = new double[(int) window.out()[axis]];
        if (counts && node.opset() < 19) {
            Arrays.fill(factors, 1);
            return factors;
        }
        long lowest = counts ? -window.begin()[axis] : 0;
        long highest = window.in()[axis] + (counts ? window.end()[axis] : 0);
        for (int i = 0; i < factors.length; i++) {
            long from = (long) i * window.stride()[axis] - window.begin()[axis];
            long to = from + window.kernel()[axis];
            long counted = Math.min(to, highest) - Math.max(from, lowest);
            factors[i] = (double) window.kernel()[axis] / Math.max(counted, 1);
        }
        return factors;
    }

    private static int[] kernel(Node node) throws IOException {
        if (!node.has("kernel_shape")) {
            throw node.refusal("has no kernel_shape.");
        }
        return node.sizes("kernel_shape", 2, 0, 1, LARGEST_KERNEL);
    }
}
