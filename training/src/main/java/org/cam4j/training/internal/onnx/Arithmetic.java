package org.cam4j.training.internal.onnx;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.cam4j.layers.attention.ChannelBroadcast;
import org.cam4j.layers.attention.ChannelBroadcast.Op;
import org.cam4j.layers.convolution.ResidualSum;
import org.cam4j.training.internal.onnx.file.Constant;
import org.cam4j.training.internal.onnx.file.Node;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Sums, products and normalizations. What a constant does to each channel goes into the layer in front, or into the preprocessing. */
final class Arithmetic {
    private final Plan plan;
    private final Tensors tensors;
    private InputScale input = InputScale.none();

    Arithmetic(Plan plan, Tensors tensors) {
        this.plan = plan;
        this.tensors = tensors;
    }

    /** What is done to the images in front of the network. */
    InputScale input() {
        return input;
    }

    /** The colors of the images in the opposite order, as networks of Caffe read them. */
    Value gather(Node node) throws IOException {
        Value value = tensors.value(node, 0);
        long axis = node.integer("axis", 0);
        boolean swaps = Arrays.equals(tensors.constant(node, 1).values().longs(), new long[] {2, 1, 0})
                && (axis < 0 ? axis + value.rank() : axis) == value.channelAxis();
        if (!swaps || value.shared() || !value.vertex().equals(plan.input())) {
            throw node.refusal(
                    "picks parts of %s, which is read of [2, 1, 0] along the colors of the images alone.",
                    value.shape());
        }
        input = input.thenSwapped();
        return value;
    }

    Value add(Node node) throws IOException {
        int known = known(node);
        if (known >= 0) {
            Value value = tensors.value(node, 1 - known);
            INDArray shift = perChannel(node, tensors.constant(node, known), value);
            return affine(node, value, LinearStep.all(1, value.channels()), shift);
        }
        Value first = tensors.value(node, 0);
        Value second = tensors.value(node, 1);
        if (first.vertex().equals(second.vertex())) {
            return affine(node, first, LinearStep.all(2, first.channels()), LinearStep.all(0, first.channels()));
        }
        boolean maps = first.isMap() && first.sameShape(second);
        return joined(
                node, first, second, maps ? new ResidualSum(false) : new ElementWiseVertex(ElementWiseVertex.Op.Add));
    }

    Value subtract(Node node) throws IOException {
        int known = known(node);
        if (known < 0) {
            Value first = tensors.value(node, 0);
            Value second = tensors.value(node, 1);
            if (!first.sameShape(second) || first.vertex().equals(second.vertex())) {
                throw node.refusal("subtracts %s from %s, expected two of one shape.", second.shape(), first.shape());
            }
            return joined(node, first, second, new ElementWiseVertex(ElementWiseVertex.Op.Subtract));
        }
        Value value = tensors.value(node, 1 - known);
        INDArray numbers = perChannel(node, tensors.constant(node, known), value);
        long channels = value.channels();
        return known == 1
                ? affine(node, value, LinearStep.all(1, channels), numbers.neg())
                : affine(node, value, LinearStep.all(-1, channels), numbers);
    }

    Value multiply(Node node) throws IOException {
        int known = known(node);
        if (known >= 0) {
            Value value = tensors.value(node, 1 - known);
            INDArray scale = perChannel(node, tensors.constant(node, known), value);
            return affine(node, value, scale, LinearStep.all(0, value.channels()));
        }
        return joined(
                node,
                tensors.value(node, 0),
                tensors.value(node, 1),
                new ElementWiseVertex(ElementWiseVertex.Op.Product));
    }

    Value divide(Node node) throws IOException {
        Value value = tensors.value(node, 0);
        INDArray divisor = perChannel(node, tensors.constant(node, 1), value);
        if (divisor.eq(0).any()) {
            throw node.refusal("divides by 0.");
        }
        return affine(node, value, divisor.rdiv(1), LinearStep.all(0, value.channels()));
    }

    /** Which of two inputs is a constant; -1 if none is. */
    private int known(Node node) {
        return tensors.isConstant(node, 1) ? 1 : tensors.isConstant(node, 0) ? 0 : -1;
    }

    private Value joined(Node node, Value first, Value second, GraphVertex vertex) throws IOException {
        if (first.vertex().equals(second.vertex())) {
            throw node.refusal("reads the same twice, expected two tensors.");
        }
        if (first.sameShape(second)) {
            return plan.add(node.name(), Step.of(vertex, first.vertex(), second.vertex()), first);
        }
        boolean firstIsSmall = first.count() < second.count();
        Value small = firstIsSmall ? first : second;
        Value large = firstIsSmall ? second : first;
        boolean spreads = small.count() == small.channels()
                && small.channels() == large.channels()
                && small.rank() == large.rank()
                && small.channelAxis() == large.channelAxis();
        if (!spreads || !large.isMap()) {
            throw node.refusal(
                    "joins %s and %s, expected equal shapes, or maps with one number for each.",
                    first.shape(), second.shape());
        }
        if (node.kind().equals("Sub")) {
            throw node.refusal("subtracts %s and %s, expected equal shapes.", first.shape(), second.shape());
        }
        ChannelBroadcast broadcast = new ChannelBroadcast(node.kind().equals("Add") ? Op.SUM : Op.PRODUCT);
        return plan.add(node.name(), Step.of(broadcast, large.vertex(), small.vertex()), large);
    }

    /**
     * One number for each channel of a value, {@code [C]}.
     *
     * @throws IOException if the constant differs along another axis
     */
    static INDArray perChannel(Node node, Constant constant, Value value) throws IOException {
        long[] dims = constant.dims();
        int offset = value.rank() - dims.length;
        boolean fits = offset >= 0 && constant.count() > 0;
        for (int axis = 0; fits && axis < dims.length; axis++) {
            boolean channels = axis + offset == value.channelAxis() && dims[axis] == value.channels();
            fits = dims[axis] == 1 || channels;
        }
        if (!fits) {
            throw node.refusal(
                    "joins %s with a constant %s, expected one number for each of %d channels, or for all.",
                    value.shape(), Arrays.toString(dims), value.channels());
        }
        float[] numbers = constant.values().floats();
        if (numbers.length == 1) {
            return LinearStep.all(numbers[0], value.channels());
        }
        INDArray array = Nd4j.createFromArray(numbers);
        int[] order = value.order();
        return order == null
                ? array
                : array.reshape(numbers.length, 1).getRows(order).dup('c').reshape(numbers.length);
    }

    /** {@code scale x + shift}, each {@code [C]}. */
    private Value affine(Node node, Value value, INDArray scale, INDArray shift) throws IOException {
        if (!value.shared() && value.vertex().equals(plan.input()) && InputScale.accepts(scale, shift)) {
            input = input.then(scale, shift);
            return value;
        }
        if (!value.shared() && plan.step(value.vertex()) instanceof LinearStep linear && linear.isLinear()) {
            linear.scaleAndShift(scale, shift);
            return plan.replace(value, node.name(), linear);
        }
        Value maps = plan.asMap(value);
        long channels = value.channels();
        Window one = new Window(
                new int[] {1, 1},
                new int[] {1, 1},
                new int[] {1, 1},
                new int[2],
                new int[2],
                new long[] {maps.height(), maps.width()},
                new long[] {maps.height(), maps.width()});
        LinearStep linear =
                LinearStep.convolution(maps.vertex(), one, channels > 1, scale.reshape(channels, 1, 1, 1), shift);
        if (value.isMap()) {
            return plan.add(node.name(), linear, value);
        }
        Value scaled = plan.add(node.name() + "_linear", linear, maps);
        Value vector = plan.asVector(node.name(), scaled);
        return vector.as(value.dims(), false).ordered(value.order());
    }

    /** With stored statistics. */
    Value batchNormalization(Node node) throws IOException {
        Value value = tensors.value(node, 0);
        if (value.channelAxis() != 1 || node.flag("training_mode", false)) {
            throw node.refusal("normalizes %s, expected maps [N, C, H, W] and training_mode 0.", value.shape());
        }
        if (node.outputs().stream().filter(output -> !output.isEmpty()).count() > 1) {
            throw node.refusal("puts out statistics, expected a model exported for inference.");
        }
        double epsilon = node.number("epsilon", 1e-5);
        double momentum = node.number("momentum", 0.9);
        if (!(epsilon >= 0 && epsilon <= 1 && momentum >= 0 && momentum <= 1)) {
            throw node.refusal("has epsilon %s and momentum %s, expected 0 to 1.", epsilon, momentum);
        }
        INDArray[] numbers = new INDArray[4];
        for (int i = 0; i < numbers.length; i++) {
            Constant constant = tensors.constant(node, i + 1);
            if (constant.dims().length != 1 || constant.count() != value.channels()) {
                throw node.refusal(
                        "has statistics %s for %d channels.", Arrays.toString(constant.dims()), value.channels());
            }
            numbers[i] = perChannel(node, constant.reshaped(spread(value)), value);
        }
        INDArray variance = numbers[3].add(epsilon);
        if (!(variance.minNumber().doubleValue() > 0)) {
            throw node.refusal("has a variance that is not above 0.");
        }
        LinearStep.Normalization normalization =
                new LinearStep.Normalization(numbers[0], numbers[1], numbers[2], numbers[3], epsilon, momentum);
        Step before = plan.step(value.vertex());
        if (!value.shared() && before instanceof LinearStep linear && linear.takesNormalization()) {
            linear.normalize(normalization);
            return plan.replace(value, node.name(), linear);
        }
        INDArray scale = numbers[0].div(Transforms.sqrt(variance, true));
        INDArray shift = numbers[1].sub(numbers[2].mul(scale));
        boolean first = !value.shared() && value.vertex().equals(plan.input());
        if (first && InputScale.accepts(scale, shift)) {
            input = input.then(scale, shift);
            return value;
        }
        BatchNormalization layer = new BatchNormalization.Builder()
                .nIn(value.channels())
                .nOut(value.channels())
                .eps(epsilon)
                .decay(momentum)
                .useLogStd(false)
                .build();
        Map<String, INDArray> parameters =
                Map.of("gamma", numbers[0], "beta", numbers[1], "mean", numbers[2], "var", numbers[3]);
        return plan.add(node.name(), Step.of(layer, parameters, value.vertex()), value);
    }

    private static long[] spread(Value value) {
        long[] dims = new long[value.dims().length];
        Arrays.fill(dims, 1);
        dims[0] = value.channels();
        return dims;
    }

    /** {@code x / (bias + alpha / size * sum of squares of size neighboring channels)^beta}. */
    Value localResponse(Node node) throws IOException {
        Value value = tensors.value(node, 0);
        long size = node.integer("size", 0);
        if (!value.isChannelsFirstMap() || !value.isMap()) {
            throw node.refusal("normalizes %s, expected maps [N, C, H, W].", value.shape());
        }
        if (size < 1 || size % 2 == 0 || size > 255) {
            throw node.refusedValue("size", size, "an odd number of channels");
        }
        LocalResponseNormalization layer = new LocalResponseNormalization.Builder()
                .n(size)
                .k(node.number("bias", 1))
                .alpha(node.number("alpha", 1e-4) / size)
                .beta(node.number("beta", 0.75))
                .build();
        return plan.add(node.name(), Step.of(layer, value.vertex()), value);
    }
}
