package org.cam4j.training.internal.onnx;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import onnx.Onnx.TensorProto;
import org.cam4j.training.internal.onnx.file.Constant;
import org.cam4j.training.internal.onnx.file.Node;

/** Operators whose inputs are known: constants, and the shapes that exporters compute for Reshape. */
final class Folding {
    private static final int MOST_INTEGERS = 64;

    private final Tensors tensors;

    Folding(Tensors tensors) {
        this.tensors = tensors;
    }

    /**
     * Computes a constant from constants.
     *
     * @throws IOException if the operator is not read where all its inputs are known
     */
    Constant fold(Node node) throws IOException {
        return switch (node.kind()) {
            case "Constant" -> constant(node);
            case "Identity" -> tensors.constant(node, 0);
            case "Cast" -> {
                node.integer("to", 0);
                node.integer("saturate", 1);
                yield tensors.constant(node, 0);
            }
            case "Reshape", "Flatten", "Squeeze", "Unsqueeze" -> reshaped(node);
            case "Transpose" -> transposed(node);
            case "Gather" -> gathered(node);
            case "Concat" -> joined(node);
            case "Slice" -> sliced(node);
            default ->
                throw node.refusal(
                        "all its inputs are constants, which is read of Cast, Concat, Constant, Flatten, Gather, Identity, Reshape, Slice, Squeeze, Transpose and Unsqueeze.");
        };
    }

    private static Constant constant(Node node) throws IOException {
        TensorProto tensor = node.tensor("value");
        if (tensor != null) {
            return Constant.of(tensor, node.name());
        }
        if (node.has("value_float")) {
            return Constant.of(new long[0], (float) node.number("value_float", 0));
        }
        if (node.has("value_int")) {
            return Constant.of(new long[0], node.integer("value_int", 0));
        }
        double[] numbers = node.numbers("value_floats");
        if (numbers != null) {
            float[] floats = new float[numbers.length];
            IntStream.range(0, floats.length).forEach(i -> floats[i] = (float) numbers[i]);
            return Constant.of(new long[] {floats.length}, floats);
        }
        long[] integers = node.integers("value_ints");
        if (integers != null) {
            return Constant.of(new long[] {integers.length}, integers);
        }
        throw node.refusal("has no tensor, number or numbers.");
    }

    /** The shape of a tensor that the network computes; the batch stays open. */
    Constant shape(Node node) throws IOException {
        Value value = tensors.value(node, 0);
        long[] shape = LongStream.concat(LongStream.of(Constant.BATCH), LongStream.of(value.dims()))
                .toArray();
        long start = node.integer("start", 0);
        long end = node.integer("end", shape.length);
        int from = (int) Math.max(0, Math.min(shape.length, start < 0 ? start + shape.length : start));
        int to = (int) Math.max(from, Math.min(shape.length, end < 0 ? end + shape.length : end));
        long[] part = Arrays.copyOfRange(shape, from, to);
        return Constant.of(new long[] {part.length}, part);
    }

    private Constant reshaped(Node node) throws IOException {
        Constant constant = tensors.constant(node, 0);
        long[] dims;
        switch (node.kind()) {
            case "Squeeze" -> {
                tensors.integers(node, 1, "axes");
                dims = LongStream.of(constant.dims()).filter(size -> size != 1).toArray();
            }
            case "Unsqueeze" -> {
                long[] axes = tensors.integers(node, 1, "axes");
                dims = axes == null ? null : unsqueezed(constant.dims(), axes);
            }
            case "Flatten" -> {
                node.integer("axis", 1);
                dims = constant.dims().length == 2 ? constant.dims() : null;
            }
            default -> {
                long[] target = tensors.integers(node, 1, "shape");
                dims = target == null ? null : target(constant, target);
            }
        }
        if (dims == null || dims.length > 8 || product(dims) != constant.count()) {
            throw node.refusal(
                    "gives a constant %s another shape, which is not read.", Arrays.toString(constant.dims()));
        }
        return constant.reshaped(dims);
    }

    private static long product(long[] dims) {
        double product = LongStream.of(dims).asDoubleStream().reduce(1, (a, b) -> a * b);
        return product >= 0 && product <= 1 << 30 ? (long) product : -1;
    }

    private static long[] target(Constant constant, long[] target) {
        long[] dims = target.clone();
        int open = -1;
        double known = 1;
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] == 0 && i < constant.dims().length) {
                dims[i] = constant.dims()[i];
            }
            if (dims[i] == -1) {
                open = i;
            } else {
                known *= dims[i];
            }
        }
        if (open >= 0 && known >= 1) {
            dims[open] = (long) (constant.count() / known);
        }
        return dims;
    }

    private static long[] unsqueezed(long[] dims, long[] axes) {
        int rank = dims.length + axes.length;
        List<Long> result = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < rank; i++) {
            int axis = i;
            boolean added = LongStream.of(axes).anyMatch(other -> (other < 0 ? other + rank : other) == axis);
            if (added || from >= dims.length) {
                result.add(1L);
            } else {
                result.add(dims[from++]);
            }
        }
        return result.stream().mapToLong(Long::longValue).toArray();
    }

    /** Of matrices. */
    private Constant transposed(Node node) throws IOException {
        Constant constant = tensors.constant(node, 0);
        long[] axes = node.integers("perm");
        boolean swaps = axes == null || Arrays.equals(axes, new long[] {1, 0});
        if (constant.dims().length != 2 || !swaps) {
            throw node.refusal("reorders a constant %s, expected a matrix.", Arrays.toString(constant.dims()));
        }
        int rows = (int) constant.dims()[0];
        int columns = (int) constant.dims()[1];
        float[] from = constant.values().floats();
        float[] to = new float[from.length];
        for (int i = 0; i < from.length; i++) {
            to[i % columns * rows + i / columns] = from[i];
        }
        return Constant.of(new long[] {columns, rows}, to);
    }

    private long[] integers(Node node, int index) throws IOException {
        Constant constant = tensors.constant(node, index);
        if (constant.count() > MOST_INTEGERS || constant.dims().length > 1) {
            throw node.refusal("computes with %s, expected a shape.", Arrays.toString(constant.dims()));
        }
        return constant.values().longs();
    }

    private Constant gathered(Node node) throws IOException {
        long[] from = integers(node, 0);
        long[] which = integers(node, 1);
        if (node.integer("axis", 0) != 0) {
            throw node.refusedValue("axis", node.integer("axis", 0), "0");
        }
        long[] found = new long[which.length];
        for (int i = 0; i < found.length; i++) {
            long index = which[i] < 0 ? which[i] + from.length : which[i];
            if (index < 0 || index >= from.length) {
                throw node.refusal("takes number %d of %d.", which[i], from.length);
            }
            found[i] = from[(int) index];
        }
        return Constant.of(tensors.constant(node, 1).dims(), found);
    }

    private Constant joined(Node node) throws IOException {
        node.integer("axis", 0);
        List<Long> all = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            LongStream.of(integers(node, i)).forEach(all::add);
        }
        if (all.size() > MOST_INTEGERS) {
            throw node.refusal("joins %d numbers, expected a shape.", all.size());
        }
        return Constant.of(
                new long[] {all.size()}, all.stream().mapToLong(Long::longValue).toArray());
    }

    private long[] required(Node node, int index, String attribute) throws IOException {
        long[] found = tensors.integers(node, index, attribute);
        if (found == null) {
            throw node.refusal("has no '%s', expected them as an input or attribute.", attribute);
        }
        return found;
    }

    private Constant sliced(Node node) throws IOException {
        long[] from = integers(node, 0);
        long[] starts = required(node, 1, "starts");
        long[] ends = required(node, 2, "ends");
        long[] axes = tensors.integers(node, 3, "axes");
        long[] steps = tensors.has(node, 4) ? integers(node, 4) : new long[] {1};
        boolean plain = starts.length == 1
                && ends.length == 1
                && (axes == null || Arrays.equals(axes, new long[] {0}))
                && Arrays.equals(steps, new long[] {1});
        if (!plain) {
            throw node.refusal("cuts several axes or in steps, expected a part of a shape.");
        }
        int begin = (int) Math.max(0, Math.min(from.length, starts[0] < 0 ? starts[0] + from.length : starts[0]));
        int end = (int) Math.max(begin, Math.min(from.length, ends[0] < 0 ? ends[0] + from.length : ends[0]));
        long[] part = Arrays.copyOfRange(from, begin, end);
        return Constant.of(new long[] {part.length}, part);
    }
}
