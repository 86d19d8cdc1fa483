package org.cam4j.training.internal.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The end of a classifier: a dense layer and its activation function, which may be a layer of its own.
 *
 * <p>Softmax, sigmoid and no function stay what they are, with the loss that belongs to them; linear outputs become softmax or sigmoid where the file says that the model was trained with a
 * cross-entropy {@code from_logits}. One sigmoid of a logit z becomes the softmax of (-z/2, z/2), which are the same probabilities 1-p and p, so that both sides have a class, class 0 and
 * class 1, and maps.
 *
 * @param dense the layer with the weights
 * @param last the model's last layer, which may be the same
 * @param function {@code softmax}, {@code sigmoid} or {@code linear}
 */
record KerasHead(KerasTopology.Node dense, KerasTopology.Node last, String function) {
    private static final String SOFTMAX = "softmax";
    private static final String SIGMOID = "sigmoid";
    private static final String LINEAR = "linear";

    /**
     * Finds the head.
     *
     * @param training the file's {@code training_config}, which may be missing
     * @throws IOException if the model ends otherwise
     */
    static KerasHead of(KerasTopology topology, JsonNode training) throws IOException {
        KerasTopology.Node last = topology.nodes().get(topology.output());
        if (last == null) {
            throw new IOException(
                    String.format(Locale.ROOT, "the model's output '%s' is not one of its layers.", topology.output()));
        }
        KerasTopology.Node dense = last;
        String function = function(last.layer());
        KerasTopology.Node before = topology.nodes().get(last.inputs().get(0));
        if (!last.layer().kind().equals("Dense")
                && !function.isEmpty()
                && before != null
                && before.layer().kind().equals("Dense")
                && Activations.name(before.layer()).equals(LINEAR)) {
            dense = before;
        }
        if (!dense.layer().kind().equals("Dense")) {
            throw ends(last.layer());
        }
        if (function.equals(LINEAR)) {
            function = ofLogits(training);
        }
        int units = dense.layer().positive("units");
        if (units == 1 && function.equals(SOFTMAX)) {
            throw new IOException("the model ends in 1 softmax output (always 1), expected class scores.");
        }
        return new KerasHead(dense, last, function);
    }

    /** The last layer's function, empty if it is neither a dense layer nor an activation function. */
    private static String function(LayerConfig last) throws IOException {
        String function = switch (last.kind()) {
            case "Dense", "Activation" -> Activations.name(last);
            case "Softmax" -> Activations.ofLayer(last, false, 2) == null ? "" : SOFTMAX;
            default -> "";
        };
        if (!function.isEmpty() && !function.equals(SOFTMAX) && !function.equals(SIGMOID) && !function.equals(LINEAR)) {
            throw last.refusal("ends the model with %s, expected softmax, sigmoid or linear outputs.", function);
        }
        return function;
    }

    private static IOException ends(LayerConfig last) {
        return new IOException(String.format(
                Locale.ROOT,
                "the model ends in layer '%s' (%s), expected a classifier: a Dense layer with softmax or sigmoid.",
                last.name(),
                last.kind()));
    }

    /** What the loss makes of linear outputs. */
    private static String ofLogits(JsonNode training) {
        JsonNode loss = training.path("loss");
        boolean logits = loss.path("config").path("from_logits").asBoolean(false);
        String name = logits ? loss.path("class_name").asText() : "";
        return switch (name) {
            case "CategoricalCrossentropy", "SparseCategoricalCrossentropy" -> SOFTMAX;
            case "BinaryCrossentropy" -> SIGMOID;
            default -> LINEAR;
        };
    }

    /**
     * The output layer with its parameters.
     *
     * @param input the vector that the dense layer reads
     */
    Translation translate(LayerWeights weights, Tensor input) throws IOException {
        Map<String, INDArray> parameters =
                new LinkedHashMap<>(LayerTranslator.denseParameters(dense.layer(), weights, input));
        boolean oneSigmoid = dense.layer().positive("units") == 1 && function.equals(SIGMOID);
        if (oneSigmoid) {
            parameters.replaceAll((name, values) -> Nd4j.concat(values.rank() - 1, values.mul(-0.5), values.mul(0.5)));
        }
        boolean softmax = oneSigmoid || function.equals(SOFTMAX);
        boolean sigmoid = function.equals(SIGMOID);
        OutputLayer output = new OutputLayer.Builder(
                        softmax ? LossFunction.MCXENT : sigmoid ? LossFunction.XENT : LossFunction.MSE)
                .nIn(input.channels())
                .nOut(oneSigmoid ? 2 : dense.layer().positive("units"))
                .hasBias(parameters.containsKey("b"))
                .activation(softmax ? Activation.SOFTMAX : sigmoid ? Activation.SIGMOID : Activation.IDENTITY)
                .build();
        return Translation.of(output, parameters);
    }
}
