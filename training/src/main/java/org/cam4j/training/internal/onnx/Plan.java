package org.cam4j.training.internal.onnx;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.cam4j.training.internal.check.NetworkCheck;
import org.cam4j.training.internal.graph.GraphEditor;
import org.cam4j.training.internal.onnx.file.Node;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Sgd;

/** The vertices of the network to be built. Nothing is allocated for them before the whole has been checked. */
final class Plan {
    private static final int MOST_STEPS = 9_000;
    private static final double MOST_VALUES = 1L << 28;
    private static final int MOST_REORDERED = 1 << 24;
    private static final int LONGEST_NAME = 150;

    private final String input;
    private final Map<String, Step> steps = new LinkedHashMap<>();
    private final Map<String, Value> outputs = new HashMap<>();
    private final Map<String, Integer> suffixes = new HashMap<>();

    /** @param input name of the images in the file */
    Plan(String input) {
        this.input = sanitized(input);
    }

    /** The name of the network's input. */
    String input() {
        return input;
    }

    @Nullable
    Step step(String vertex) {
        return steps.get(vertex);
    }

    /** A name of the file as that of a vertex: one line, not too long, without the slash that PyTorch begins names with. */
    private static String sanitized(String name) {
        String text = name.replaceAll("\\p{Cntrl}", "_").strip();
        while (text.startsWith("/")) {
            text = text.substring(1);
        }
        text = text.length() > LONGEST_NAME ? text.substring(text.length() - LONGEST_NAME) : text;
        return text.isBlank() ? "node" : text;
    }

    private String unique(String wanted) {
        String name = sanitized(wanted);
        String unique = name;
        while (steps.containsKey(unique) || unique.equals(input)) {
            unique = name + "_" + suffixes.merge(name, 1, Integer::sum);
        }
        return unique;
    }

    /**
     * Adds a vertex.
     *
     * @param name the ONNX node's, which is changed where the network has it already
     * @param shape what it puts out; its own vertex does not count
     * @return the output, under the name of the vertex
     * @throws IOException if there are too many vertices or too many values
     */
    Value add(String name, Step step, Value shape) throws IOException {
        if (steps.size() >= MOST_STEPS || shape.count() > MOST_VALUES || shape.count() < 1) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "node '%s' would put out %.0f values as layer %d; expected 1 to %.0f and at most %d layers.",
                    Node.shown(name),
                    shape.count(),
                    steps.size() + 1,
                    MOST_VALUES,
                    MOST_STEPS));
        }
        String vertex = unique(name);
        Value value = shape.at(vertex);
        steps.put(vertex, step);
        outputs.put(vertex, value);
        return value;
    }

    /** A vertex takes in what follows, and its name: that of the node whose output it now has. */
    Value replace(Value old, String name, Step step) throws IOException {
        steps.remove(old.vertex());
        outputs.remove(old.vertex());
        return add(name, step, old);
    }

    /** Whether another vertex reads this one. */
    boolean isRead(String vertex) {
        return steps.values().stream().anyMatch(step -> step.inputs().contains(vertex));
    }

    void remove(String vertex) {
        steps.remove(vertex);
        outputs.remove(vertex);
    }

    /** The value as maps: a vector becomes maps of one position. */
    Value asMap(Value value) throws IOException {
        if (value.isMap()) {
            return value;
        }
        Step step = Step.of(
                new PreprocessorVertex(new FeedForwardToCnnPreProcessor(1, 1, value.channels())), value.vertex());
        return add(value.vertex() + "_map", step, Value.map("", value.channels(), 1, 1));
    }

    /** The value as a vector: maps are flattened in the order of channels, rows, columns. */
    Value asVector(String name, Value value) throws IOException {
        if (!value.isMap()) {
            return value;
        }
        if (value.channelsLast() && value.count() > MOST_REORDERED) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "node '%s' flattens %s, expected at most %d values.",
                    Node.shown(name),
                    value.shape(),
                    MOST_REORDERED));
        }
        Step step = Step.of(
                new PreprocessorVertex(
                        new CnnToFeedForwardPreProcessor(value.height(), value.width(), value.channels())),
                value.vertex());
        return add(name, step, Value.vector("", (long) value.count()).ordered(value.flattenedOrder()));
    }

    /**
     * Builds the network with its parameters.
     *
     * @param output name of the last vertex
     * @throws IOException if the independent check of its configuration refuses it
     */
    ComputationGraph build(String output, int height, int width) throws IOException {
        GraphBuilder builder = new NeuralNetConfiguration.Builder()
                .seed(Step.SEED)
                .updater(new Sgd())
                .graphBuilder()
                .addInputs(input);
        steps.forEach((name, step) -> builder.addVertex(
                name, named(step.vertex(), name), step.inputs().toArray(String[]::new)));
        builder.setOutputs(output);
        ComputationGraphConfiguration configuration = builder.build();
        NetworkCheck.check(configuration, height, width);
        compare(GraphEditor.types(configuration, height, width));
        ComputationGraph graph = new ComputationGraph(configuration);
        graph.init();
        for (Map.Entry<String, Step> step : steps.entrySet()) {
            assign(graph, step.getKey(), step.getValue().parameters());
        }
        return graph;
    }

    private static GraphVertex named(GraphVertex vertex, String name) {
        if (vertex instanceof LayerVertex layer) {
            Layer own = layer.getLayerConf().getLayer();
            own.setLayerName(name);
        }
        return vertex;
    }

    /** Compares the shapes that ONNX's rules give with those of Deeplearning4j's. */
    private void compare(Map<String, InputType> types) throws IOException {
        for (Map.Entry<String, Value> entry : outputs.entrySet()) {
            Value value = entry.getValue();
            if (steps.get(entry.getKey()) instanceof Step.Fixed step && step.vertex() instanceof SubsetVertex) {
                continue; // Deeplearning4j counts its channels wrongly, but computes the right ones
            }
            InputType type = Objects.requireNonNull(types.get(entry.getKey()));
            boolean same = type instanceof InputType.InputTypeConvolutional map
                    ? map.getChannels() == value.channels()
                            && map.getHeight() == value.height()
                            && map.getWidth() == value.width()
                    : type.arrayElementsPerExample() == (long) value.count();
            if (!same) {
                throw new IOException(String.format(
                        Locale.ROOT, "layer '%s' would put out %s, expected %s.", entry.getKey(), type, value.shape()));
            }
        }
    }

    private static void assign(ComputationGraph graph, String name, Map<String, INDArray> values) throws IOException {
        org.deeplearning4j.nn.api.Layer layer = graph.getLayer(name);
        Map<String, INDArray> own = layer == null || layer.numParams() == 0 ? Map.of() : layer.paramTable();
        if (!own.keySet().equals(values.keySet())) {
            throw new IOException(String.format(
                    Locale.ROOT, "layer '%s' has the weights %s, expected %s.", name, values.keySet(), own.keySet()));
        }
        values.forEach((key, value) -> {
            INDArray array = Objects.requireNonNull(own.get(key));
            array.assign(value.rank() == array.rank() ? value : value.reshape(array.shape()));
        });
    }
}
