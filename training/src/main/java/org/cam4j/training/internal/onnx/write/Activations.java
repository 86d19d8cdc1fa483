package org.cam4j.training.internal.onnx.write;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationHardSigmoid;
import org.nd4j.linalg.activations.impl.ActivationHardTanH;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationRReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationSELU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSoftSign;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.activations.impl.ActivationThresholdedReLU;

/** Activation functions as ONNX nodes. */
final class Activations {
    private static final double RELU6 = 6;

    private Activations() {}

    static boolean isIdentity(IActivation function) {
        return function instanceof ActivationIdentity;
    }

    /**
     * The name of the node in front of the function: the layer's own where the function does nothing.
     *
     * @param part what stands in front, such as {@code conv}
     */
    static String before(IActivation function, String layer, String part) {
        return isIdentity(function) ? layer : layer + "/" + part;
    }

    /**
     * Adds the function.
     *
     * @return the output's name, {@code input} for the identity
     * @throws IOException if ONNX has no such function
     */
    static String write(OnnxGraph graph, IActivation function, Place place, String input) throws IOException {
        String name = place.name();
        List<String> in = List.of(input);
        if (isIdentity(function)) {
            return input;
        } else if (function instanceof ActivationReLU relu) {
            return relu(graph, relu, place, input);
        } else if (function instanceof ActivationReLU6) {
            return clip(graph, name, input, 0.0, RELU6);
        } else if (function instanceof ActivationHardTanH) {
            return clip(graph, name, input, -1.0, 1.0);
        } else if (function instanceof ActivationLReLU leaky) {
            return graph.node("LeakyRelu", name, in, Attributes.number("alpha", leaky.getAlpha()));
        } else if (function instanceof ActivationRReLU random) { // the mean slope at inference
            return graph.node("LeakyRelu", name, in, Attributes.number("alpha", (random.getL() + random.getU()) / 2));
        } else if (function instanceof ActivationELU elu) {
            return graph.node("Elu", name, in, Attributes.number("alpha", elu.getAlpha()));
        } else if (function instanceof ActivationThresholdedReLU threshold) {
            return graph.node("ThresholdedRelu", name, in, Attributes.number("alpha", threshold.getTheta()));
        } else if (function instanceof ActivationSwish) {
            String gate = graph.node("Sigmoid", name + "/sigmoid", in);
            return graph.node("Mul", name, List.of(input, gate));
        } else if (function instanceof ActivationSoftmax) {
            if (place.readsMaps()) {
                throw place.refusal("applies softmax to maps, expected a vector");
            }
            return graph.node("Softmax", name, in, Attributes.integer("axis", 1));
        }
        return graph.node(simple(place, function), name, in);
    }

    /** Functions that ONNX has under a name of its own, without attributes. */
    private static String simple(Place place, IActivation function) throws IOException {
        if (function instanceof ActivationSigmoid) {
            return "Sigmoid";
        } else if (function instanceof ActivationTanH) {
            return "Tanh";
        } else if (function instanceof ActivationSELU) {
            return "Selu";
        } else if (function instanceof ActivationSoftSign) {
            return "Softsign";
        } else if (function instanceof ActivationSoftPlus) {
            return "Softplus";
        } else if (function instanceof ActivationHardSigmoid) { // 0.2 x + 0.5, ONNX's defaults
            return "HardSigmoid";
        }
        throw place.refusal(String.format(
                Locale.ROOT,
                "has the activation function %s, which is not exported",
                function.getClass().getSimpleName()));
    }

    private static String relu(OnnxGraph graph, ActivationReLU relu, Place place, String input) throws IOException {
        String name = place.name();
        double threshold = relu.getThreshold() == null ? 0 : relu.getThreshold();
        double slope = relu.getNegativeSlope() == null ? 0 : relu.getNegativeSlope();
        Double limit = relu.getMax();
        if (threshold == 0 && slope == 0) {
            return limit == null ? graph.node("Relu", name, List.of(input)) : clip(graph, name, input, 0.0, limit);
        }
        if (threshold != 0 && slope != 0) {
            throw place.refusal("has a ReLU with both a threshold and a slope, which is not exported");
        }
        String first = limit == null ? name : name + "/unlimited";
        String linear = slope != 0
                ? graph.node("LeakyRelu", first, List.of(input), Attributes.number("alpha", slope))
                : graph.node("ThresholdedRelu", first, List.of(input), Attributes.number("alpha", threshold));
        return limit == null ? linear : clip(graph, name, linear, null, limit);
    }

    private static String clip(OnnxGraph graph, String name, String input, @Nullable Double low, double high) {
        return graph.node(
                "Clip",
                name,
                List.of(
                        input,
                        low == null ? "" : graph.number(String.format(Locale.ROOT, "number_%s", low), low),
                        graph.number(String.format(Locale.ROOT, "number_%s", high), high)));
    }
}
