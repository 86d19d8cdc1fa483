package org.cam4j.training.internal.onnx;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.cam4j.layers.convolution.Padding;
import org.cam4j.training.internal.onnx.file.Constant;
import org.cam4j.training.internal.onnx.file.Node;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.jspecify.annotations.Nullable;

/** Operators that reorder, join or extend axes. Most compute nothing: they change under which axes ONNX sees a value. */
final class Axes {
    private static final int MOST_AXES = 8;
    private static final int LARGEST = 4096;

    private final Plan plan;
    private final Tensors tensors;
    private final long batch;

    /** @param batch the batch size that the file declares; 0 if it is open */
    Axes(Plan plan, Tensors tensors, long batch) {
        this.plan = plan;
        this.tensors = tensors;
        this.batch = batch;
    }

    Value flatten(Node node) throws IOException {
        Value value = tensors.value(node, 0);
        long axis = node.integer("axis", 1);
        if ((axis < 0 ? axis + value.rank() : axis) != 1) {
            throw node.refusedValue("axis", axis, "1, behind the batch");
        }
        return vector(node, value);
    }

    private Value vector(Node node, Value value) throws IOException {
        Value vector = plan.asVector(node.name(), value);
        return vector.as(new long[] {vector.channels()}, false);
    }

    /** To a vector, from a vector to maps of one position, or to what it is already. */
    Value reshape(Node node) throws IOException {
        Value value = tensors.value(node, 0);
        long[] target = tensors.integers(node, 1, "shape");
        if (node.flag("allowzero", false) || target == null || target.length < 1 || target.length > MOST_AXES) {
            throw node.refusal("has no shape, or allowzero, which is not read.");
        }
        long[] dims = dims(node, value, target);
        if (Arrays.equals(dims, value.dims())) {
            return value;
        }
        long[] wide = LongStream.of(dims).filter(size -> size != 1).toArray();
        if (wide.length > 1) {
            throw refused(node, value, target);
        }
        return vector(node, value).as(dims, false);
    }

    private static IOException refused(Node node, Value value, long[] target) {
        return node.refusal(
                "turns %s into %s, expected vectors [N, n] with the batch in front.", value.shape(), shown(target));
    }

    private static String shown(long[] target) {
        return Arrays.toString(LongStream.of(target)
                .mapToObj(size -> size == Constant.BATCH ? "N" : String.valueOf(size))
                .toArray());
    }

    /** The axes behind the batch. */
    private long[] dims(Node node, Value value, long[] target) throws IOException {
        long total = (long) value.count();
        long[] dims = Arrays.copyOfRange(target, 1, target.length);
        long known = 1;
        int open = -1;
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] == 0 && i < value.dims().length) {
                dims[i] = value.dims()[i];
            }
            if (dims[i] == -1 && open < 0) {
                open = i;
            } else if (dims[i] < 1 || dims[i] > total) {
                throw refused(node, value, target);
            } else {
                known *= dims[i];
            }
            if (known > total) {
                throw refused(node, value, target);
            }
        }
        boolean first = target[0] == 0
                || target[0] == Constant.BATCH
                || (target[0] == -1 && open < 0)
                || (target[0] == batch && batch > 0);
        if (open >= 0 && total % known == 0) {
            dims[open] = total / known;
            known = total;
        }
        if (!first || known != total) {
            throw refused(node, value, target);
        }
        return dims;
    }

    Value squeeze(Node node) throws IOException {
        Value value = tensors.value(node, 0);
        long[] axes = axes(node, tensors.integers(node, 1, "axes"), value.rank());
        List<Long> dims = new ArrayList<>();
        for (int i = 0; i < value.dims().length; i++) {
            int axis = i + 1;
            boolean gone = axes.length == 0
                    ? value.dims()[i] == 1
                    : LongStream.of(axes).anyMatch(other -> other == axis);
            if (gone && value.dims()[i] != 1) {
                throw node.refusal("takes axis %d away from %s.", axis, value.shape());
            }
            if (!gone) {
                dims.add(value.dims()[i]);
            }
        }
        long[] left = dims.stream().mapToLong(Long::longValue).toArray();
        return left.length == 3 ? value : onePosition(node, value).as(left.length == 0 ? new long[] {1} : left, false);
    }

    Value unsqueeze(Node node) throws IOException {
        Value value = onePosition(node, tensors.value(node, 0));
        long[] given = tensors.integers(node, 1, "axes");
        int rank = value.rank() + (given == null ? 0 : given.length);
        if (given == null || given.length == 0 || rank > MOST_AXES) {
            throw node.refusal("has no axes, or too many.");
        }
        long[] axes = axes(node, given, rank);
        long[] dims = new long[rank - 1];
        Arrays.fill(dims, 1);
        int from = 0;
        for (int i = 0; i < dims.length; i++) {
            int axis = i + 1;
            if (LongStream.of(axes).noneMatch(other -> other == axis)) {
                dims[i] = value.dims()[from++];
            }
        }
        return value.as(dims, false);
    }

    /** Positive, behind the batch, each once. */
    private static long[] axes(Node node, long @Nullable [] given, int rank) throws IOException {
        long[] axes = given == null
                ? new long[0]
                : LongStream.of(given)
                        .map(axis -> axis < 0 ? axis + rank : axis)
                        .toArray();
        if (LongStream.of(axes).anyMatch(axis -> axis < 1 || axis >= rank)
                || LongStream.of(axes).distinct().count() != axes.length) {
            throw node.refusedValue("axes", Arrays.toString(given), "axes behind the batch, each once");
        }
        return axes;
    }

    /** Maps of one position as a vector, so that axes of size 1 come and go. */
    private Value onePosition(Node node, Value value) throws IOException {
        if (value.count() != value.channels()) {
            throw node.refusal("changes the axes of %s, expected maps of one position or a vector.", value.shape());
        }
        return value.isMap() ? plan.asVector(node.name(), value).as(value.dims(), false) : value;
    }

    /** Between [N, C, H, W] and [N, H, W, C]. */
    Value transpose(Node node) throws IOException {
        Value value = tensors.value(node, 0);
        long[] axes = node.integers("perm");
        int rank = value.rank();
        long[] order = axes == null
                ? LongStream.range(0, rank).map(axis -> rank - 1 - axis).toArray()
                : axes;
        boolean permutation = order.length == rank
                && Arrays.equals(
                        LongStream.of(order).sorted().toArray(),
                        LongStream.range(0, rank).toArray());
        if (!permutation || order[0] != 0) {
            throw node.refusedValue("perm", Arrays.toString(order), "an order of all axes with the batch in front");
        }
        long[] dims = IntStream.range(1, rank)
                .mapToLong(axis -> value.dims()[(int) order[axis] - 1])
                .toArray();
        if (!value.isMap() || Arrays.equals(order, LongStream.range(0, rank).toArray())) {
            return value.as(dims, value.channelsLast());
        }
        boolean toLast = !value.channelsLast() && Arrays.equals(order, new long[] {0, 2, 3, 1});
        boolean toFirst = value.channelsLast() && Arrays.equals(order, new long[] {0, 3, 1, 2});
        if (!toLast && !toFirst) {
            throw node.refusal(
                    "reorders the axes of %s by %s, expected [N, C, H, W] to [N, H, W, C] or back.",
                    value.shape(), Arrays.toString(order));
        }
        return value.as(dims, toLast);
    }

    Value concatenate(Node node) throws IOException {
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            values.add(tensors.value(node, i));
        }
        Value first = values.get(0);
        if (values.size() == 1) {
            return first;
        }
        if (values.stream().anyMatch(value -> value.isMap() != first.isMap())) {
            for (int i = 0; i < values.size(); i++) {
                values.set(i, onePosition(node, values.get(i)));
            }
        }
        Value kind = values.get(0);
        long axis = node.integer("axis", Long.MIN_VALUE);
        long found = axis < 0 ? axis + kind.rank() : axis;
        long channels = 0;
        for (Value value : values) {
            boolean fits = value.rank() == kind.rank()
                    && value.channelAxis() == found
                    && value.channelsLast() == kind.channelsLast()
                    && value.height() == kind.height()
                    && value.width() == kind.width();
            if (!fits) {
                throw node.refusal(
                        "joins %s and %s along axis %d, expected maps of one size along the channels, or vectors.",
                        kind.shape(), value.shape(), axis);
            }
            channels += value.channels();
        }
        if (values.stream().map(Value::vertex).distinct().count() != values.size()) {
            throw node.refusal("joins a tensor with itself, expected different ones.");
        }
        long[] dims = kind.dims().clone();
        dims[kind.channelAxis() - 1] = channels;
        Value shape = (kind.isMap() ? Value.map("", channels, kind.height(), kind.width()) : Value.vector("", channels))
                .as(dims, kind.channelsLast())
                .ordered(order(values));
        String[] vertices = values.stream().map(Value::vertex).toArray(String[]::new);
        return plan.add(node.name(), Step.of(new MergeVertex(), vertices), shape);
    }

    private static int @Nullable [] order(List<Value> values) {
        if (values.stream().allMatch(value -> value.order() == null)) {
            return null;
        }
        List<Integer> order = new ArrayList<>();
        for (Value value : values) {
            int offset = order.size();
            int[] own = value.order();
            for (int i = 0; i < value.channels(); i++) {
                order.add(offset + (own == null ? i : own[i]));
            }
        }
        return order.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Rows and columns of one number around maps; negative numbers cut. */
    Value pad(Node node) throws IOException {
        Value value = tensors.value(node, 0);
        String mode = node.text("mode", "constant");
        if (!mode.equals("constant")) {
            throw node.refusedValue("mode", Node.shown(mode), "constant");
        }
        long[] given = tensors.integers(node, 1, "pads");
        double number = node.number("value", 0);
        if (tensors.has(node, 2)) {
            float[] values = tensors.constant(node, 2).values().floats();
            number = values.length == 0 ? 0 : values[0];
        }
        int rank = value.rank();
        long[] axes = tensors.has(node, 3)
                ? tensors.constant(node, 3).values().longs()
                : LongStream.range(0, rank).toArray();
        if (given == null || given.length != 2 * axes.length || !value.isMap() || Double.isNaN(number)) {
            throw node.refusal("pads %s by %s, expected maps.", value.shape(), Arrays.toString(given));
        }
        int rows = value.channelsLast() ? 1 : 2;
        int[] margins = new int[4];
        for (int i = 0; i < axes.length; i++) {
            long axis = axes[i] < 0 ? axes[i] + rank : axes[i];
            long before = given[i];
            long behind = given[i + axes.length];
            boolean position = axis == rows || axis == rows + 1;
            if ((!position && (before != 0 || behind != 0))
                    || Math.abs(before) > LARGEST
                    || Math.abs(behind) > LARGEST) {
                throw node.refusal(
                        "pads axis %d of %s by %d and %d, expected rows and columns by at most %d.",
                        axis, value.shape(), before, behind, LARGEST);
            }
            if (position) {
                margins[axis == rows ? 0 : 2] = (int) before;
                margins[axis == rows ? 1 : 3] = (int) behind;
            }
        }
        return padded(node, value, margins, number);
    }

    private Value padded(Node node, Value value, int[] margins, double number) throws IOException {
        int[] more = IntStream.of(margins).map(margin -> Math.max(margin, 0)).toArray();
        int[] less = IntStream.of(margins).map(margin -> Math.max(-margin, 0)).toArray();
        boolean cuts = IntStream.of(less).sum() > 0;
        boolean adds = IntStream.of(more).sum() > 0;
        Value result = value;
        if (cuts) {
            if (less[0] + less[1] >= value.height() || less[2] + less[3] >= value.width()) {
                throw node.refusal("cuts all of %s.", value.shape());
            }
            result = plan.add(
                    adds ? node.name() + "_cut" : node.name(),
                    Step.of(new Cropping2D.Builder(less).build(), result.vertex()),
                    resized(result, result.height() - less[0] - less[1], result.width() - less[2] - less[3]));
        }
        if (adds) {
            GraphVertex vertex = number == 0
                    ? Step.vertex(new ZeroPaddingLayer.Builder(more).build())
                    : new Padding(more[0], more[1], more[2], more[3], number);
            result = plan.add(
                    node.name(),
                    Step.of(vertex, result.vertex()),
                    resized(result, result.height() + more[0] + more[1], result.width() + more[2] + more[3]));
        }
        return result;
    }

    private static Value resized(Value value, long height, long width) {
        Value first = Value.map("", value.channels(), height, width);
        return value.channelsLast() ? first.as(new long[] {height, width, value.channels()}, true) : first;
    }
}
