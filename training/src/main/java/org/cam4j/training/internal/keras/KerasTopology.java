package org.cam4j.training.internal.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which layer reads which, of a Sequential or Functional model of Keras 2 or 3. The layers of nested models stand among the others.
 *
 * @param input the name of the image
 * @param inputShape the batch's shape, in the model's order of axes; a number that is not fixed is 0
 * @param nodes every layer but the input
 * @param output the last layer
 * @param classes every layer and nested model in the file's order: the models that it belongs to, its name, its class
 */
record KerasTopology(
        String input, List<Integer> inputShape, Map<String, Node> nodes, String output, List<List<String>> classes) {
    private static final String INPUT_LAYER = "InputLayer";
    private static final Set<String> MODELS = Set.of("Sequential", "Functional", "Model");
    private static final List<String> SHAPES = List.of("batch_input_shape", "batch_shape");

    /**
     * One layer.
     *
     * @param layer its configuration
     * @param inputs the names of the layers that it reads
     * @param models the nested models that it belongs to, the outermost first
     */
    record Node(LayerConfig layer, List<String> inputs, List<String> models) {
        Node(LayerConfig layer, List<String> inputs) {
            this(layer, inputs, List.of());
        }

        boolean isModel() {
            return MODELS.contains(layer.kind());
        }
    }

    /**
     * Reads {@code model_config}.
     *
     * @throws IOException if the model is neither, is not a graph of layers with one input and one output, or uses a layer twice
     */
    static KerasTopology of(JsonNode model) throws IOException {
        String kind = model.path("class_name").asText();
        if (!MODELS.contains(kind)) {
            throw new IOException(
                    String.format(Locale.ROOT, "the model is of class '%s', expected Sequential or Functional.", kind));
        }
        KerasTopology outer =
                kind.equals("Sequential") ? sequential(model.path("config")) : functional(model.path("config"));
        return outer.nodes.values().stream().anyMatch(Node::isModel) ? outer.unfolded() : outer;
    }

    /** Puts the layers of nested models in the places of these. */
    private KerasTopology unfolded() throws IOException {
        Map<String, Node> all = new LinkedHashMap<>();
        Map<String, String> outputs = new HashMap<>(); // of nested models, which are no layers
        List<Integer> shape = inputShape;
        Map<String, List<List<String>>> inside = new HashMap<>();
        for (Node node : nodes.values()) {
            List<String> inputs = node.inputs.stream()
                    .map(name -> outputs.getOrDefault(name, name))
                    .toList();
            if (!node.isModel()) {
                put(all, new Node(node.layer, inputs, node.models));
                continue;
            }
            if (inputs.size() != 1) {
                throw node.layer.refusal("has %d inputs, expected one.", inputs.size());
            }
            KerasTopology inner = of(node.layer.json());
            inside.put(node.layer.ownName(), inner.classes);
            if (shape.isEmpty() && inputs.get(0).equals(input)) {
                shape = inner.inputShape;
            }
            outputs.put(node.layer.name(), place(inner, node, inputs.get(0), all));
        }
        List<List<String>> order = new ArrayList<>();
        for (List<String> layer : classes) {
            order.add(layer);
            for (List<String> inner : inside.getOrDefault(layer.get(0), List.of())) {
                List<String> path = new ArrayList<>(List.of(layer.get(0)));
                path.addAll(inner);
                order.add(path);
            }
        }
        return new KerasTopology(input, shape, all, outputs.getOrDefault(output, output), order);
    }

    /** Adds the layers of a nested model and gives the name of its last one. */
    private String place(KerasTopology inner, Node model, String image, Map<String, Node> all) throws IOException {
        Map<String, String> names = new HashMap<>(Map.of(inner.input, image));
        for (Node node : inner.nodes.values()) {
            String name = node.layer.name();
            boolean taken = all.containsKey(name) || nodes.containsKey(name) || name.equals(input);
            LayerConfig layer = taken ? node.layer.named(model.layer.name() + "/" + name) : node.layer;
            List<String> models = new ArrayList<>(List.of(model.layer.ownName()));
            models.addAll(node.models);
            put(
                    all,
                    new Node(
                            layer,
                            node.inputs.stream()
                                    .map(source -> names.getOrDefault(source, source))
                                    .toList(),
                            models));
            names.put(name, layer.name());
        }
        return names.getOrDefault(inner.output, inner.output);
    }

    /** The layers that read a layer. */
    List<Node> readers(String name) {
        return nodes.values().stream()
                .filter(node -> node.inputs().contains(name))
                .toList();
    }

    private static KerasTopology sequential(JsonNode config) throws IOException {
        JsonNode layers = config.isArray() ? config : config.path("layers");
        JsonNode shape = config.path("build_input_shape");
        String input = "input";
        Map<String, Node> nodes = new LinkedHashMap<>();
        String last = "";
        for (JsonNode layer : layers) {
            LayerConfig read = new LayerConfig(layer);
            if (nodes.isEmpty() && shapeOf(layer).isArray()) {
                shape = shapeOf(layer);
            }
            if (nodes.isEmpty() && read.kind().equals(INPUT_LAYER)) {
                input = read.name();
                continue;
            }
            put(nodes, new Node(read, List.of(nodes.isEmpty() ? "" : last)));
            last = read.name();
        }
        if (nodes.isEmpty()) {
            throw new IOException("the model has no layers.");
        }
        while (nodes.containsKey(input)) {
            input += "_";
        }
        Node first = nodes.values().iterator().next();
        nodes.put(first.layer().name(), new Node(first.layer(), List.of(input)));
        return new KerasTopology(input, numbers(shape), nodes, last, classes(layers));
    }

    private static KerasTopology functional(JsonNode config) throws IOException {
        List<String> inputs = ends(config.path("input_layers"));
        List<String> outputs = ends(config.path("output_layers"));
        if (inputs.size() != 1 || outputs.size() != 1) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "the model has %d inputs and %d outputs, expected one of each.",
                    inputs.size(),
                    outputs.size()));
        }
        Set<String> models = new HashSet<>();
        for (JsonNode layer : config.path("layers")) {
            if (MODELS.contains(layer.path("class_name").asText())) {
                models.add(new LayerConfig(layer).name());
            }
        }
        Map<String, Node> nodes = new LinkedHashMap<>();
        List<Integer> shape = List.of();
        for (JsonNode layer : config.path("layers")) {
            LayerConfig read = new LayerConfig(layer);
            if (read.name().equals(inputs.get(0)) && read.kind().equals(INPUT_LAYER)) {
                shape = numbers(shapeOf(layer));
            } else {
                put(nodes, new Node(read, inbound(read, layer.path("inbound_nodes"), models)));
            }
        }
        return new KerasTopology(
                inputs.get(0), shape, sorted(nodes, inputs.get(0)), outputs.get(0), classes(config.path("layers")));
    }

    private static List<List<String>> classes(JsonNode layers) {
        List<List<String>> classes = new ArrayList<>();
        for (JsonNode layer : layers) {
            LayerConfig read = new LayerConfig(layer);
            classes.add(List.of(read.name(), read.kind()));
        }
        return classes;
    }

    private static void put(Map<String, Node> nodes, Node node) throws IOException {
        if (nodes.put(node.layer().name(), node) != null) {
            throw node.layer().refusal("has the name of another layer.");
        }
    }

    /** Layers after those that they read. */
    private static Map<String, Node> sorted(Map<String, Node> nodes, String input) throws IOException {
        Map<String, Node> sorted = new LinkedHashMap<>();
        Set<String> known = new HashSet<>(Set.of(input));
        List<Node> open = new ArrayList<>(nodes.values());
        while (!open.isEmpty()) {
            List<Node> ready = open.stream()
                    .filter(node -> known.containsAll(node.inputs()))
                    .toList();
            if (ready.isEmpty()) {
                Node stuck = open.get(0);
                throw stuck.layer().refusal("reads %s, of which not all are layers in front of it.", stuck.inputs());
            }
            for (Node node : ready) {
                sorted.put(node.layer().name(), node);
                known.add(node.layer().name());
            }
            open.removeAll(ready);
        }
        return sorted;
    }

    /** {@code [["name", 0, 0], ...]}, or one such in Keras 3. */
    private static List<String> ends(JsonNode ends) {
        List<String> names = new ArrayList<>();
        if (ends.path(0).isTextual()) {
            names.add(ends.path(0).asText());
        } else {
            ends.forEach(end -> names.add(end.path(0).asText()));
        }
        return names;
    }

    /** Keras 2: {@code [[["name", 0, 0, {}], ...]]}; Keras 3: {@code [{"args": [tensor or [tensor, ...]], "kwargs": {}}]}. */
    private static List<String> inbound(LayerConfig layer, JsonNode calls, Set<String> models) throws IOException {
        if (calls.size() != 1) {
            throw layer.refusal("is called %d times, expected once.", calls.size());
        }
        List<String> names = new ArrayList<>();
        JsonNode call = calls.path(0);
        if (call.isObject()) {
            refuseArguments(layer, call.path("kwargs"));
            for (JsonNode argument : call.path("args")) {
                for (JsonNode tensor : argument.isArray() ? argument : List.of(argument)) {
                    names.add(source(layer, tensor.path("config").path("keras_history"), models));
                }
            }
        } else {
            for (JsonNode tensor : call) {
                refuseArguments(layer, tensor.path(3));
                names.add(source(layer, tensor, models));
            }
        }
        if (names.isEmpty()) {
            throw layer.refusal("reads nothing, expected one layer or more.");
        }
        return names;
    }

    private static String source(LayerConfig layer, JsonNode tensor, Set<String> models) throws IOException {
        boolean calledOnce =
                tensor.path(1).asInt() == 0 || models.contains(tensor.path(0).asText());
        if (!tensor.path(0).isTextual() || !calledOnce || tensor.path(2).asInt() != 0) {
            throw layer.refusal("reads %s, expected the only output of a layer that is called once.", tensor);
        }
        return tensor.path(0).asText();
    }

    private static void refuseArguments(LayerConfig layer, JsonNode arguments) throws IOException {
        for (var fields = arguments.fields(); fields.hasNext(); ) {
            var field = fields.next();
            boolean none = field.getValue().isNull()
                    || (field.getKey().equals("training") && !field.getValue().asBoolean(true));
            if (!none) {
                throw layer.refusal(
                        "is called with %s = %s, expected an input alone.", field.getKey(), field.getValue());
            }
        }
    }

    private static JsonNode shapeOf(JsonNode layer) {
        JsonNode config = layer.path("config");
        return SHAPES.stream()
                .map(config::path)
                .filter(JsonNode::isArray)
                .findFirst()
                .orElse(config.path(SHAPES.get(0)));
    }

    private static List<Integer> numbers(JsonNode shape) {
        List<Integer> numbers = new ArrayList<>();
        shape.forEach(number -> numbers.add(number.asInt()));
        return numbers;
    }
}
