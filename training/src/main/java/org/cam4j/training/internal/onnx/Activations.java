package org.cam4j.training.internal.onnx;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.cam4j.layers.convolution.ResidualSum;
import org.cam4j.training.internal.onnx.file.Constant;
import org.cam4j.training.internal.onnx.file.Node;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationHardSigmoid;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Functions of single values; ReLU goes into the layer in front. */
final class Activations {
    private static final double RELU6_LIMIT = 6;
    private static final double LARGEST = 1e30;
    /** Of Deeplearning4j's hard sigmoid: {@code min(1, max(0, 0.2 x + 0.5))}. */
    private static final double OWN_SLOPE = 0.2;

    private static final double OWN_OFFSET = 0.5;

    private final Plan plan;
    private final Tensors tensors;

    Activations(Plan plan, Tensors tensors) {
        this.plan = plan;
        this.tensors = tensors;
    }

    Value relu(Node node) throws IOException {
        Value input = tensors.value(node, 0);
        Step before = plan.step(input.vertex());
        if (!input.shared()
                && before instanceof Step.Fixed fixed
                && fixed.vertex().equals(new ResidualSum(false))) {
            return plan.replace(
                    input,
                    node.name(),
                    Step.of(new ResidualSum(true), fixed.inputs().toArray(String[]::new)));
        }
        return rectified(node, input, new ActivationReLU(), new ActivationReLU());
    }

    /** Puts ReLU or ReLU6 into the convolution or dense layer in front, or a layer of its own. */
    private Value rectified(Node node, Value input, IActivation inside, IActivation alone) throws IOException {
        Step before = plan.step(input.vertex());
        if (!input.shared() && before instanceof LinearStep linear && linear.isLinear()) {
            linear.activation(linear.isDense() ? alone : inside);
            return plan.replace(input, node.name(), linear);
        }
        return function(node, input, alone);
    }

    private Value function(Node node, Value input, IActivation function) throws IOException {
        return plan.add(node.name(), Step.of(new ActivationLayer(function), input.vertex()), input);
    }

    /** {@code min(max(x, low), high)}; limits beyond 1e30 are none. */
    Value clip(Node node) throws IOException {
        Value input = tensors.value(node, 0);
        double low = limit(node, 1, "min", -Double.MAX_VALUE);
        double high = limit(node, 2, "max", Double.MAX_VALUE);
        if (low > high) {
            throw node.refusal("its limits are %s and %s, expected the smaller first.", low, high);
        }
        if (low == 0 && high >= LARGEST) {
            return relu(node);
        }
        if (low == 0) {
            IActivation limited = new ActivationReLU(high, 0.0, 0.0);
            return high == RELU6_LIMIT
                    ? rectified(node, input, new ActivationReLU6(), limited)
                    : function(node, input, limited);
        }
        if (low <= -LARGEST && high >= LARGEST) {
            return input;
        }
        if (low <= -LARGEST) { // high - relu(high - x)
            Value below = affine(node, "_below", input, -1, high);
            return affine(node, "", named(node, "_cut", below, new ActivationReLU()), -1, high);
        }
        IActivation limited = high >= LARGEST ? new ActivationReLU() : new ActivationReLU(high - low, 0.0, 0.0);
        return affine(node, "", named(node, "_cut", affine(node, "_above", input, 1, -low), limited), 1, low);
    }

    private double limit(Node node, int index, String key, double fallback) throws IOException {
        if (!tensors.has(node, index)) {
            return node.number(key, fallback);
        }
        float[] values = tensors.constant(node, index).values().floats();
        if (values.length != 1 || Float.isNaN(values[0])) {
            throw node.refusedValue(key, Arrays.toString(Arrays.copyOf(values, 1)), "one number");
        }
        return values[0];
    }

    private Value named(Node node, String suffix, Value input, IActivation function) throws IOException {
        return plan.add(node.name() + suffix, Step.of(new ActivationLayer(function), input.vertex()), input);
    }

    /** The same numbers for all values: {@code scale * x + shift}. */
    private Value affine(Node node, String suffix, Value input, double scale, double shift) throws IOException {
        Value value = input;
        if (scale != 1) {
            String name = shift == 0 ? node.name() + suffix : node.name() + suffix + "_scale";
            value = plan.add(name, Step.of(new ScaleVertex(scale), value.vertex()), value);
        }
        return shift == 0
                ? value
                : plan.add(node.name() + suffix, Step.of(new ShiftVertex(shift), value.vertex()), value);
    }

    Value leakyRelu(Node node) throws IOException {
        return function(node, tensors.value(node, 0), new ActivationLReLU(node.number("alpha", 0.01)));
    }

    Value sigmoid(Node node) throws IOException {
        return function(node, tensors.value(node, 0), new ActivationSigmoid());
    }

    /** {@code max(0, min(1, alpha x + beta))}. */
    Value hardSigmoid(Node node) throws IOException {
        return hardSigmoid(
                node, "", tensors.value(node, 0), node.number("alpha", OWN_SLOPE), node.number("beta", OWN_OFFSET));
    }

    private Value hardSigmoid(Node node, String suffix, Value input, double alpha, double beta) throws IOException {
        Value own = affine(
                node,
                suffix + "_input",
                input,
                Math.abs(alpha - OWN_SLOPE) < 1e-7 ? 1 : alpha / OWN_SLOPE,
                (beta - OWN_OFFSET) / OWN_SLOPE);
        return named(node, suffix, own, new ActivationHardSigmoid());
    }

    /** {@code x max(0, min(1, x / 6 + 0.5))}. */
    Value hardSwish(Node node) throws IOException {
        Value input = tensors.value(node, 0);
        Value gate = hardSigmoid(node, "_gate", input, 1 / RELU6_LIMIT, OWN_OFFSET);
        return plan.add(
                node.name(),
                Step.of(new ElementWiseVertex(ElementWiseVertex.Op.Product), input.vertex(), gate.vertex()),
                input);
    }

    /** A slope for every value, also where a channel shares one. */
    Value prelu(Node node) throws IOException {
        Value input = tensors.value(node, 0);
        Constant slope = tensors.constant(node, 1);
        INDArray perChannel = Arithmetic.perChannel(node, slope, input);
        long[] shape = input.isMap()
                ? new long[] {input.channels(), input.height(), input.width()}
                : new long[] {input.channels()};
        INDArray slopes =
                input.isMap() ? perChannel.reshape(input.channels(), 1, 1).broadcast(shape) : perChannel;
        PReLULayer layer = new PReLULayer.Builder().inputShape(shape).build();
        layer.setNIn(type(input), true);
        return plan.add(node.name(), Step.of(layer, Map.of("W", slopes), input.vertex()), input);
    }

    private static InputType type(Value value) {
        return value.isMap()
                ? InputType.convolutional(value.height(), value.width(), value.channels())
                : InputType.feedForward(value.channels());
    }

    /** Nothing but in training. */
    Value dropout(Node node) throws IOException {
        Value input = tensors.value(node, 0);
        double ratio = limit(node, 1, "ratio", OWN_OFFSET);
        if (tensors.has(node, 2) && tensors.constant(node, 2).values().floats()[0] != 0) {
            throw node.refusedValue("training_mode", true, "false: export the model for inference");
        }
        node.integer("seed", 0);
        if (!(ratio > 0 && ratio < 1)) {
            return input;
        }
        DropoutLayer layer = new DropoutLayer.Builder(new Dropout(1 - ratio)).build();
        layer.setNIn(type(input), true);
        return plan.add(node.name(), Step.of(layer, input.vertex()), input);
    }

    /** Over the channels of a vector. */
    Value softmax(Node node) throws IOException {
        Value input = tensors.value(node, 0);
        long axis = node.integer("axis", node.opset() < 13 ? 1 : -1);
        boolean flattens = node.opset() < 13 && axis == 1;
        if (input.isMap() && input.count() == input.channels()) {
            input = plan.asVector(node.name() + "_vector", input).as(input.dims(), false);
        }
        if (input.isMap() || (!flattens && (axis < 0 ? axis + input.rank() : axis) != input.channelAxis())) {
            throw node.refusal("is taken of %s along axis %d, expected a vector.", input.shape(), axis);
        }
        return function(node, input, new ActivationSoftmax());
    }

    static @Nullable IActivation functionOf(@Nullable Step step) {
        return step instanceof Step.Fixed fixed
                        && fixed.vertex() instanceof org.deeplearning4j.nn.conf.graph.LayerVertex layer
                        && layer.getLayerConf().getLayer() instanceof ActivationLayer activation
                ? activation.getActivationFn()
                : null;
    }
}
