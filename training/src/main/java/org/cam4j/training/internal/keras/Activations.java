package org.cam4j.training.internal.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationHardSigmoid;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSELU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftSign;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/**
 * Keras' activation functions, of the attribute {@code activation} and as layers of their own.
 *
 * <p>Not read, since Deeplearning4j's functions are not the same: gelu (an approximation), softplus (infinite beyond 88), mish (no derivative beyond 44), ELU with an alpha other than 1 (wrong
 * derivative).
 */
final class Activations {
    private static final String KEY = "activation";
    /** Of {@code leaky_relu} by its name; the layer LeakyReLU has another one. */
    private static final double LEAKY_SLOPE = 0.2;

    private static final double LEAKY_LAYER_SLOPE = 0.3;
    private static final double RELU6_LIMIT = 6;

    private Activations() {}

    /** The name of a layer's function, {@code linear} where it has none. */
    static String name(LayerConfig layer) {
        JsonNode value = layer.value(KEY);
        return value != null && value.path("class_name").asText().equals("function") // Keras 3
                ? value.path("config").asText()
                : layer.text(KEY, "linear");
    }

    /**
     * The function of a layer's attribute {@code activation}.
     *
     * @param map whether the layer puts out maps
     * @param keras the version of Keras
     * @throws IOException if there is no equal function
     */
    static IActivation of(LayerConfig layer, boolean map, int keras) throws IOException {
        return switch (name(layer)) {
            case "linear" -> new ActivationIdentity();
            case "relu" -> new ActivationReLU();
            case "relu6" -> relu(RELU6_LIMIT, 0, 0);
            case "leaky_relu" -> new ActivationLReLU(LEAKY_SLOPE);
            case "elu" -> new ActivationELU();
            case "selu" -> new ActivationSELU();
            case "sigmoid" -> new ActivationSigmoid();
            case "tanh" -> new ActivationTanH();
            case "softsign" -> new ActivationSoftSign();
            case "swish", "silu" -> new ActivationSwish();
            case "hard_sigmoid" -> {
                if (keras > 2) {
                    throw refused(layer); // another slope than in Keras 2
                }
                yield new ActivationHardSigmoid();
            }
            case "softmax" -> {
                if (map) {
                    throw layer.refusal("applies softmax to the channels of maps, expected a vector.");
                }
                yield new ActivationSoftmax();
            }
            default -> throw refused(layer);
        };
    }

    private static IOException refused(LayerConfig layer) {
        return layer.refusedValue(
                KEY,
                "linear, relu, relu6, leaky_relu, elu, selu, sigmoid, tanh, softsign, swish, softmax or Keras 2's hard_sigmoid");
    }

    /**
     * A layer that is nothing but an activation function.
     *
     * @return null if the layer is another one
     */
    static @Nullable IActivation ofLayer(LayerConfig layer, boolean map, int keras) throws IOException {
        return switch (layer.kind()) {
            case "Activation" -> of(layer, map, keras);
            case "ReLU" -> {
                JsonNode limit = layer.value("max_value");
                yield relu(
                        limit == null ? null : layer.number("max_value", 0),
                        layer.number("threshold", 0),
                        layer.number("negative_slope", 0));
            }
            case "LeakyReLU" ->
                new ActivationLReLU(layer.number("alpha", layer.number("negative_slope", LEAKY_LAYER_SLOPE)));
            case "ELU" -> {
                if (layer.number("alpha", 1) != 1) {
                    throw layer.refusedValue("alpha", "1"); // Deeplearning4j's derivative is wrong with another
                }
                yield new ActivationELU();
            }
            case "ThresholdedReLU" -> relu(null, layer.number("theta", 1), 0);
            case "Softmax" -> {
                JsonNode axis = layer.value("axis");
                if (map || (axis != null && axis.asInt() != -1 && axis.asInt() != 1)) {
                    throw layer.refusal(
                            "applies softmax to maps or along axis %s, expected a vector.", layer.text("axis", "-1"));
                }
                yield new ActivationSoftmax();
            }
            default -> null;
        };
    }

    private static IActivation relu(@Nullable Double limit, double threshold, double slope) {
        return new ActivationReLU(limit, threshold, slope);
    }
}
