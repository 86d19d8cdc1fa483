package org.cam4j.training.internal.onnx.write;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.layers.merge.OrMerge;
import org.cam4j.layers.merge.OrMerge.Or;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The end of a classifier: its logits, in front of softmax or sigmoid, and the class activation maps
 *
 * <pre>
 * class_maps[c,x,y] = sum_k w[c,k] * f[k,x,y]                 Zhou 2016, eq. 2
 * </pre>
 *
 * <p>of the maps f that the head pools; without a linear layer behind the pooling they are the maps themselves. Where the head averages two maps and leaves their OR to
 * the method, f is the maximum of both (Kim 2020, eq. 2).
 */
final class ClassifierEnd {
    private final ComputationGraph network;
    private final Map<String, InputType> types;
    private final OnnxGraph graph;
    private final Vertices vertices;
    private String tap = "";

    ClassifierEnd(ComputationGraph network, Map<String, InputType> types, OnnxGraph graph, Vertices vertices) {
        this.network = network;
        this.types = types;
        this.graph = graph;
        this.vertices = vertices;
    }

    /** The layer whose maps make up the class maps; empty if there are none. */
    String tap() {
        return tap;
    }

    /**
     * Writes everything up to the logits.
     *
     * @return the function that makes probabilities of them: {@code softmax}, {@code sigmoid} or {@code identity}
     */
    String writeLogits(String output) throws IOException {
        Layer layer = vertices.layer(output);
        String input = vertices.inputs(output).get(0);
        Place place = vertices.place(output, output, types.get(input));
        if (layer instanceof OutputLayer || layer instanceof CenterLossOutputLayer) {
            BaseOutputLayer linear = (BaseOutputLayer) layer;
            String vector = vertices.prepared(place, vertices.value(input));
            graph.node(
                    "Gemm",
                    output,
                    OnnxExport.LOGITS,
                    new Layers(graph).linear(place, linear, linear.hasBias(), network.getLayer(output), vector));
            return function(place, linear.getActivationFn());
        }
        String logits = output;
        IActivation function = new ActivationIdentity();
        if (layer instanceof LossLayer loss) {
            logits = input;
            function = loss.getActivationFn();
        } else if (layer instanceof ActivationLayer activation) {
            logits = input;
            function = activation.getActivationFn();
        } else if (layer instanceof BaseOutputLayer) {
            throw place.unknown();
        }
        if (types.get(logits) instanceof InputTypeConvolutional) {
            throw place.refusal("ends the network in maps, expected one value per class");
        }
        graph.node("Identity", output, OnnxExport.LOGITS, List.of(vertices.value(logits)));
        return function(place, function);
    }

    private static String function(Place place, IActivation function) throws IOException {
        if (function instanceof ActivationSoftmax) {
            return "softmax";
        } else if (function instanceof ActivationSigmoid) {
            return "sigmoid";
        } else if (function instanceof ActivationIdentity) {
            return "identity";
        }
        throw place.refusal(String.format(
                Locale.ROOT,
                "ends the network with %s, expected softmax, sigmoid or no function",
                function.getClass().getSimpleName()));
    }

    /**
     * Writes the class maps.
     *
     * @return why there are none; empty if there are
     */
    Optional<String> writeClassMaps(String output, long classes) throws IOException {
        Explainer explainer;
        try {
            explainer = Explainer.of(network);
        } catch (IllegalArgumentException noMaps) {
            return Optional.of(Objects.requireNonNullElse(noMaps.getMessage(), "the network has no maps"));
        }
        if (!explainer.hasClassWeights()) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "The network has no linear layer right behind the pooling of maps, so there are no class maps: the file has the output '%s' alone.",
                    OnnxExport.LOGITS));
        }
        tap = explainer.defaultTap();
        List<String> inputs = List.of(maps());
        String operator = "Identity";
        Optional<INDArray> weights = weights(output);
        if (weights.isPresent()) {
            long channels = weights.get().size(1);
            inputs = List.of(
                    inputs.get(0),
                    graph.weights(
                            "class_maps.weight", weights.get(), weights.get().size(0), channels, 1, 1));
            operator = "Conv";
        }
        graph.node(operator, "class_maps", OnnxExport.CLASS_MAPS, inputs);
        InputTypeConvolutional shape = (InputTypeConvolutional) Objects.requireNonNull(types.get(tap));
        graph.output(OnnxExport.CLASS_MAPS, classes, shape.getHeight(), shape.getWidth());
        return Optional.empty();
    }

    private String maps() throws IOException {
        if (!(vertices.vertex(tap) instanceof OrMerge merge) || merge.or() != Or.MEAN) {
            return vertices.value(tap);
        }
        List<String> parts = new ArrayList<>();
        for (String part : vertices.inputs(tap)) {
            parts.add(vertices.value(part));
        }
        return graph.node("Max", "class_maps/max", parts);
    }

    /** The weights {@code [K,C]} between the pooled maps and the logits; empty where the channels are the classes. */
    private Optional<INDArray> weights(String output) {
        for (String name = output;
                !name.equals(tap);
                name = vertices.inputs(name).get(0)) {
            Layer layer = vertices.layer(name);
            if (layer instanceof DenseLayer || layer instanceof OutputLayer || layer instanceof CenterLossOutputLayer) {
                return Optional.of(network.getLayer(name).getParam("W").transpose());
            }
            if (layer instanceof ConvolutionLayer) {
                INDArray weights = network.getLayer(name).getParam("W");
                return Optional.of(weights.reshape(weights.size(0), weights.size(1)));
            }
        }
        return Optional.empty();
    }
}
