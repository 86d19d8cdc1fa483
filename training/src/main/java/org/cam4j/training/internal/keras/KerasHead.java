package org.cam4j.training.internal.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The end of a classifier: the layer that gives the logits and its activation function, which may be a layer of its own.
 *
 * <p>Softmax, sigmoid and no function stay what they are, with the loss that belongs to them; linear outputs become softmax or sigmoid where the file says that the model was trained with a
 * cross-entropy {@code from_logits}. One sigmoid of a logit z becomes the softmax of (-z/2, z/2), which are the same probabilities 1-p and p, so that both sides have a class, class 0 and
 * class 1, and maps.
 *
 * @param logits the layer that gives the logits: dense, a 1x1 convolution behind a pooling (MobileNet), or the pooling of one map per class (SqueezeNet)
 * @param tail the layers between it and the output: at most one activation function, reshaping, dropout
 * @param function {@code softmax}, {@code sigmoid} or {@code linear}
 */
record KerasHead(KerasTopology.Node logits, List<KerasTopology.Node> tail, String function) {
    private static final String SOFTMAX = "softmax";
    private static final String SIGMOID = "sigmoid";
    private static final String LINEAR = "linear";
    private static final Set<String> PASSAGES = Set.of("Reshape", "Flatten", "Dropout");

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
        List<KerasTopology.Node> tail = new ArrayList<>();
        String function = "";
        KerasTopology.Node node = last;
        while (PASSAGES.contains(node.layer().kind())
                || node.layer().kind().equals("Activation")
                || node.layer().kind().equals("Softmax")) {
            tail.add(0, node);
            if (Arrays.stream(node.layer().numbers("target_shape"))
                            .filter(size -> size != 1)
                            .count()
                    > 1) {
                throw ends(last.layer());
            }
            if (!PASSAGES.contains(node.layer().kind())) {
                if (!function.isEmpty()) {
                    throw ends(last.layer());
                }
                function = function(node.layer());
            }
            KerasTopology.Node before = topology.nodes().get(node.inputs().get(0));
            if (before == null) {
                throw ends(last.layer());
            }
            node = before;
        }
        String own = isPooling(node) ? LINEAR : isLinear(node) ? function(node.layer()) : "";
        if (own.isEmpty() || (!function.isEmpty() && !own.equals(LINEAR))) {
            throw ends(last.layer());
        }
        function = function.isEmpty() ? own : function;
        if (function.equals(LINEAR)) {
            function = ofLogits(training);
        }
        int units = isPooling(node) ? 0 : node.layer().positive(LayerTranslator.units(node.layer()));
        if (units == 1 && function.equals(SOFTMAX)) {
            throw new IOException("the model ends in 1 softmax output (always 1), expected class scores.");
        }
        return new KerasHead(node, tail, function);
    }

    private static boolean isLinear(KerasTopology.Node node) {
        return node.layer().kind().equals("Dense") || node.layer().kind().equals("Conv2D");
    }

    private static boolean isPooling(KerasTopology.Node node) {
        return node.layer().kind().startsWith("Global");
    }

    /** Whether the logits are pooled maps, one of each class. */
    boolean pools() {
        return isPooling(logits);
    }

    /** The function of the last layer with weights, or of a layer of its own. */
    private static String function(LayerConfig last) throws IOException {
        String function = last.kind().equals("Softmax")
                ? Activations.ofLayer(last, false, 2) == null ? "" : SOFTMAX
                : Activations.name(last);
        if (!function.equals(SOFTMAX) && !function.equals(SIGMOID) && !function.equals(LINEAR)) {
            throw last.refusal("ends the model with %s, expected softmax, sigmoid or linear outputs.", function);
        }
        return function;
    }

    private static IOException ends(LayerConfig last) {
        return new IOException(String.format(
                Locale.ROOT,
                "the model ends in layer '%s' (%s), expected a classifier: a Dense layer with softmax or sigmoid, or a 1x1 convolution or maps of the classes, averaged.",
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
        if (input.isMap() && !logits.layer().kind().equals("Dense")) {
            throw ends((tail.isEmpty() ? logits : tail.get(tail.size() - 1)).layer());
        }
        Map<String, INDArray> parameters =
                new LinkedHashMap<>(LayerTranslator.denseParameters(logits.layer(), weights, input));
        int units = logits.layer().positive(LayerTranslator.units(logits.layer()));
        boolean oneSigmoid = units == 1 && function.equals(SIGMOID);
        if (oneSigmoid) {
            parameters.replaceAll((name, values) -> Nd4j.concat(values.rank() - 1, values.mul(-0.5), values.mul(0.5)));
        }
        OutputLayer output = new OutputLayer.Builder(loss(oneSigmoid))
                .nIn(input.channels())
                .nOut(oneSigmoid ? 2 : units)
                .hasBias(parameters.containsKey("b"))
                .activation(activation(oneSigmoid))
                .build();
        return Translation.of(output, parameters);
    }

    /** The function and loss behind pooled maps of the classes. */
    Translation translate(Tensor pooled) throws IOException {
        if (pooled.channels() < 2) {
            throw logits.layer().refusal("ends the model with %d map, expected one of each class.", pooled.channels());
        }
        return Translation.of(
                new LossLayer.Builder(loss(false)).activation(activation(false)).build());
    }

    private LossFunction loss(boolean oneSigmoid) {
        return oneSigmoid || function.equals(SOFTMAX)
                ? LossFunction.MCXENT
                : function.equals(SIGMOID) ? LossFunction.XENT : LossFunction.MSE;
    }

    private Activation activation(boolean oneSigmoid) {
        return oneSigmoid || function.equals(SOFTMAX)
                ? Activation.SOFTMAX
                : function.equals(SIGMOID) ? Activation.SIGMOID : Activation.IDENTITY;
    }
}
