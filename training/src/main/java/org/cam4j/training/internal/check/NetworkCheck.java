package org.cam4j.training.internal.check;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.cam4j.training.internal.graph.InputShapes;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Checks a configuration from a file before a network is made of it: every number is in its range, every layer gets what it expects, and what all of them put out for
 * one image stays below {@value Part#MOST_VALUES} values. Nothing is allocated.
 *
 * <p>Deeplearning4j and its native library trust a configuration: one that does not add up may end the process, or read memory outside of an array.
 */
public final class NetworkCheck {
    private static final String INPUT = "input";
    private static final int MOST_VERTICES = 10_000;
    private static final int LONGEST_NAME = 200;

    private final Map<String, GraphVertex> vertices;
    private final Map<String, List<String>> inputs;
    private final Map<String, Shape> shapes = new HashMap<>();

    private NetworkCheck(Map<String, GraphVertex> vertices, Map<String, List<String>> inputs) {
        this.vertices = vertices;
        this.inputs = inputs;
    }

    /**
     * Checks a graph.
     *
     * @param height rows of the images that go in
     * @param width columns
     * @return how many values the first output has
     * @throws IOException in one line that names layer, field, what was found and what was expected
     */
    public static long check(ComputationGraphConfiguration graph, int height, int width) throws IOException {
        List<String> in = orEmpty(graph.getNetworkInputs());
        List<String> out = orEmpty(graph.getNetworkOutputs());
        if (in.size() != 1 || out.isEmpty()) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "it has %d inputs and %d outputs, expected one input, images, and at least one output",
                    in.size(),
                    out.size()));
        }
        if (graph.getVertices() == null || graph.getVertexInputs() == null) {
            throw new IOException("its configuration has no vertices");
        }
        checkType(graph.getDataType());
        NetworkCheck check = new NetworkCheck(graph.getVertices(), graph.getVertexInputs());
        check.names(in.get(0));
        long values = check.run(in.get(0), out, height, width);
        check.order(in.get(0), graph.getTopologicalOrder(), graph.getTopologicalOrderStr());
        return values;
    }

    /** As {@link #check(ComputationGraphConfiguration, int, int)} for a sequence of layers. */
    public static long check(MultiLayerConfiguration sequence, int height, int width) throws IOException {
        checkType(sequence.getDataType());
        Map<String, GraphVertex> vertices = new LinkedHashMap<>();
        Map<String, List<String>> inputs = new HashMap<>();
        String last = INPUT;
        List<NeuralNetConfiguration> layers = orEmpty(sequence.getConfs());
        for (int index = 0; index < layers.size(); index++) {
            String name = String.valueOf(index);
            vertices.put(
                    name,
                    new LayerVertex(
                            layers.get(index), sequence.getInputPreProcessors().get(index)));
            inputs.put(name, List.of(last));
            last = name;
        }
        NetworkCheck check = new NetworkCheck(vertices, inputs);
        check.names(INPUT);
        return check.run(INPUT, List.of(last), height, width);
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    private List<String> reads(String name) {
        return orEmpty(inputs.get(name));
    }

    private static void checkType(@Nullable DataType type) throws IOException {
        if (type != DataType.FLOAT) {
            throw new IOException(
                    String.format(Locale.ROOT, "its dataType is %s, expected FLOAT: save it in FLOAT", type));
        }
    }

    private void names(String input) throws IOException {
        if (vertices.isEmpty() || vertices.size() > MOST_VERTICES) {
            throw new IOException(
                    String.format(Locale.ROOT, "it has %d layers, expected 1 to %d", vertices.size(), MOST_VERTICES));
        }
        if (vertices.containsKey(input) || !vertices.keySet().containsAll(inputs.keySet())) {
            throw new IOException("its vertexInputs name layers that do not exist, or its input is a layer too");
        }
        for (String name :
                Stream.concat(Stream.of(input), vertices.keySet().stream()).toList()) {
            if (name.isBlank() || name.length() > LONGEST_NAME || name.matches("(?s).*\\p{Cntrl}.*")) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "the name of a layer is blank, longer than %d characters or holds control characters",
                        LONGEST_NAME));
            }
        }
    }

    /** The order that the file brings must be one in which every vertex comes behind what it reads, under the numbers that Deeplearning4j gives. */
    private void order(String input, int @Nullable [] numbers, @Nullable List<String> names) throws IOException {
        if (numbers == null || names == null) {
            return; // then Deeplearning4j finds one
        }
        List<String> known = new ArrayList<>(List.of(input));
        known.addAll(vertices.keySet());
        Map<String, Integer> places = new HashMap<>();
        boolean sound = numbers.length == known.size() && names.size() == known.size();
        for (int place = 0; sound && place < numbers.length; place++) {
            String name = String.valueOf(names.get(place));
            sound = known.indexOf(name) == numbers[place]
                    && places.put(name, place) == null
                    && reads(name).stream().allMatch(places::containsKey);
        }
        if (!sound) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "its topologicalOrder %.100s is no order of its %d vertices",
                    Arrays.toString(numbers),
                    vertices.size()));
        }
    }

    private long run(String input, List<String> outputs, int height, int width) throws IOException {
        CNN2DFormat format = vertices.values().stream()
                .map(vertex -> vertex instanceof LayerVertex layer && layer.getLayerConf() != null
                        ? layer.getLayerConf().getLayer()
                        : null)
                .filter(ConvolutionLayer.class::isInstance)
                .map(layer -> ((ConvolutionLayer) layer).getCnn2dDataFormat())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(CNN2DFormat.NCHW);
        shapes.put(input, Shape.map(channels(input), height, width, 1));
        List<String> open = new ArrayList<>(vertices.keySet());
        double values = 0;
        while (!open.isEmpty()) {
            int before = open.size();
            for (String name : List.copyOf(open)) {
                if (reads(name).stream().allMatch(shapes::containsKey)) {
                    values += shape(name, format).values();
                    limit(name, values);
                    open.remove(name);
                }
            }
            if (open.size() == before) {
                throw new IOException(String.format(
                        Locale.ROOT, "layer '%s' reads a layer that does not exist, or itself", open.get(0)));
            }
        }
        for (String output : outputs) {
            Shape shape = shapes.get(output);
            if (shape == null || output.equals(input) || shape.copies() != 1) {
                throw new IOException(String.format(
                        Locale.ROOT, "its output '%.100s' is no layer that answers once for every image", output));
            }
        }
        return (long) Objects.requireNonNull(shapes.get(outputs.get(0))).values();
    }

    private int channels(String input) throws IOException {
        try {
            return InputShapes.channels(vertices, inputs, List.of(input));
        } catch (IllegalArgumentException other) {
            throw new IOException(other.getMessage(), other);
        }
    }

    private Shape shape(String name, CNN2DFormat format) throws IOException {
        List<Shape> in = reads(name).stream()
                .map(from -> Objects.requireNonNull(shapes.get(from)))
                .toList();
        Shape shape = new VertexCheck(new Part(name), format).output(vertices.get(name), in);
        shapes.put(name, shape);
        return shape;
    }

    private static void limit(String name, double values) throws IOException {
        if (values > Part.MOST_VALUES) {
            throw new Part(name)
                    .refuse(
                            "the number of values up to its output",
                            String.format(Locale.ROOT, "%.0f", values),
                            String.format(Locale.ROOT, "at most %d for an image", Part.MOST_VALUES));
        }
    }
}
