package org.cam4j.training.internal.onnx.write;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.cam4j.layers.convolution.ResidualSum;
import org.cam4j.layers.merge.OrMerge;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PoolHelperVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.graph.UnstackVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.modelimport.keras.preprocessors.TensorFlowCnnToFeedForwardPreProcessor;
import org.jspecify.annotations.Nullable;

/**
 * The vertices of a network, written in the order of computation.
 *
 * <p>ONNX keeps no batches stacked on each other: what a {@link StackVertex} joins stays apart, and each layer up to the {@link UnstackVertex} is written once for every
 * part, with the same weights.
 */
final class Vertices {
    private final ComputationGraph network;
    private final Map<String, InputType> types;
    private final OnnxGraph graph;
    /** The outputs of each vertex; several where the batch is stacked. */
    private final Map<String, List<String>> values = new HashMap<>();

    /**
     * @param types the output of every vertex, the input's too
     */
    Vertices(ComputationGraph network, Map<String, InputType> types, OnnxGraph graph) {
        this.network = network;
        this.types = types;
        this.graph = graph;
    }

    /** Says which value is the network's input. */
    void begin(String input, String value) {
        values.put(input, List.of(value));
    }

    /** Writes everything that a vertex depends on, and the vertex, and gives its value. */
    String value(String vertex) throws IOException {
        Set<String> needed = ancestors(vertex);
        for (int index : network.topologicalSortOrder()) {
            String name = network.getVertices()[index].getVertexName();
            if (needed.contains(name) && !values.containsKey(name)) {
                values.put(name, write(name));
            }
        }
        List<String> parts = Objects.requireNonNull(values.get(vertex));
        if (parts.size() != 1) {
            throw place(vertex, vertex, types.get(vertex)).refusal("ends in a stacked batch, expected UnstackVertex");
        }
        return parts.get(0);
    }

    /** The inputs of a vertex. */
    List<String> inputs(String vertex) {
        return network.getConfiguration().getVertexInputs().getOrDefault(vertex, List.of());
    }

    /** What a vertex is, without what keeps it from being trained. */
    GraphVertex vertex(String name) {
        GraphVertex vertex =
                Objects.requireNonNull(network.getConfiguration().getVertices().get(name));
        return vertex instanceof FrozenVertex frozen ? frozen.getUnderlying() : vertex;
    }

    /** The layer of a vertex, without what keeps it from being trained. */
    @Nullable
    Layer layer(String name) {
        Layer layer = vertex(name) instanceof LayerVertex vertex
                ? vertex.getLayerConf().getLayer()
                : null;
        while (layer instanceof FrozenLayer || layer instanceof FrozenLayerWithBackprop) {
            layer = layer instanceof FrozenLayer frozen
                    ? frozen.getLayer()
                    : ((FrozenLayerWithBackprop) layer).getUnderlying();
        }
        return layer;
    }

    /** Where a vertex stands, behind its preprocessor, with another name for its node. */
    Place place(String vertex, String name, @Nullable InputType given) {
        InputType type = given;
        if (vertex(vertex) instanceof LayerVertex layer && layer.getPreProcessor() != null && type != null) {
            type = layer.getPreProcessor().getOutputType(type);
        }
        Layer layer = layer(vertex);
        Object kind = layer == null ? vertex(vertex) : layer;
        return new Place(vertex, name, kind.getClass().getSimpleName(), Objects.requireNonNull(type));
    }

    /** The value that a layer reads: its input behind its preprocessor. */
    String prepared(Place place, String input) throws IOException {
        InputPreProcessor preprocessor =
                vertex(place.vertex()) instanceof LayerVertex layer ? layer.getPreProcessor() : null;
        return preprocessor == null ? input : prepared(place, preprocessor, place.name() + "/input", input);
    }

    private Set<String> ancestors(String vertex) {
        Set<String> found = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(vertex));
        while (!open.isEmpty()) {
            String name = open.pop();
            if (found.add(name)) {
                open.addAll(inputs(name));
            }
        }
        return found;
    }

    private List<String> write(String name) throws IOException {
        GraphVertex vertex = vertex(name);
        List<List<String>> inputs = new ArrayList<>();
        for (String input : inputs(name)) {
            inputs.add(Objects.requireNonNull(values.get(input)));
        }
        if (vertex instanceof StackVertex) {
            return inputs.stream().flatMap(List::stream).toList();
        }
        InputType type = types.get(inputs(name).get(0));
        List<String> first = inputs.get(0);
        if (vertex instanceof UnstackVertex unstack) {
            int size = first.size() / unstack.getStackSize();
            if (size * unstack.getStackSize() != first.size()) {
                throw place(name, name, type).refusal("takes a stacked batch apart elsewhere than it was joined");
            }
            return first.subList(unstack.getFrom() * size, (unstack.getFrom() + 1) * size);
        }
        List<String> outputs = new ArrayList<>();
        for (int i = 0; i < first.size(); i++) {
            int part = i;
            Place place = place(name, i == 0 ? name : name + "_" + i, type);
            outputs.add(write(
                    place, vertex, inputs.stream().map(parts -> parts.get(part)).toList()));
        }
        return outputs;
    }

    private String write(Place place, GraphVertex vertex, List<String> inputs) throws IOException {
        Layer layer = layer(place.vertex());
        if (layer != null) {
            return new Layers(graph)
                    .write(place, layer, network.getLayer(place.vertex()), prepared(place, inputs.get(0)));
        }
        List<String> names = inputs(place.vertex());
        boolean vectors = names.size() > 1 && types.get(names.get(1)) instanceof InputType.InputTypeFeedForward;
        String pooled = new Poolings(graph).write(place, vertex, inputs.get(0));
        String own = pooled != null ? pooled : new Attentions(graph).write(place, vertex, inputs, vectors);
        return own != null ? own : joined(place, vertex, inputs);
    }

    private String joined(Place place, GraphVertex vertex, List<String> inputs) throws IOException {
        String name = place.name();
        if (vertex instanceof ResidualSum sum) {
            String added = graph.node("Add", sum.relu() ? name + "/add" : name, inputs);
            return sum.relu() ? graph.node("Relu", name, List.of(added)) : added;
        } else if (vertex instanceof MergeVertex merge && merge.getMergeAxis() == 1) {
            return graph.node("Concat", name, inputs, Attributes.integer("axis", 1));
        } else if (vertex instanceof OrMerge merge) {
            return switch (merge.or()) {
                case MAXIMUM -> graph.node("Max", name, inputs);
                case MEAN -> graph.node("Mean", name, inputs);
                case PROBABILISTIC_SUM -> {
                    String sum = graph.node("Add", name + "/add", inputs);
                    yield graph.node("Sub", name, List.of(sum, graph.node("Mul", name + "/mul", inputs)));
                }
            };
        } else if (vertex instanceof ElementWiseVertex elementWise) {
            return elementWise(place, elementWise.getOp(), inputs);
        }
        return single(place, vertex, inputs.get(0));
    }

    private String elementWise(Place place, ElementWiseVertex.Op operation, List<String> inputs) throws IOException {
        return switch (operation) {
            case Add -> chain("Add", place.name(), inputs);
            case Product -> chain("Mul", place.name(), inputs);
            case Subtract -> chain("Sub", place.name(), inputs);
            case Average -> graph.node("Mean", place.name(), inputs);
            case Max -> graph.node("Max", place.name(), inputs);
        };
    }

    /** An operator of two inputs, again and again from the first to the last. */
    private String chain(String operator, String name, List<String> inputs) {
        String result = inputs.get(0);
        for (int i = 1; i < inputs.size(); i++) {
            String each = i == inputs.size() - 1 ? name : name + "/" + i;
            result = graph.node(operator, each, List.of(result, inputs.get(i)));
        }
        return result;
    }

    private String single(Place place, GraphVertex vertex, String input) throws IOException {
        if (vertex instanceof ScaleVertex scale) {
            String factor = graph.number(place.vertex() + ".factor", scale.getScaleFactor());
            return graph.node("Mul", place.name(), List.of(input, factor));
        } else if (vertex instanceof ShiftVertex shift) {
            String summand = graph.number(place.vertex() + ".summand", shift.getShiftFactor());
            return graph.node("Add", place.name(), List.of(input, summand));
        } else if (vertex instanceof SubsetVertex subset) {
            long[] start = {subset.getFrom()};
            return new Layers(graph).slice(place, input, start, new long[] {subset.getTo() + 1L}, 1);
        } else if (vertex instanceof PoolHelperVertex) { // leaves out the first row and column
            long[] ends = {place.maps().getHeight(), place.maps().getWidth()};
            return new Layers(graph).slice(place, input, new long[] {1, 1}, ends, 2, 3);
        } else if (vertex instanceof PreprocessorVertex preprocessor) {
            return prepared(place, preprocessor.getPreProcessor(), place.name(), input);
        }
        throw place.unknown();
    }

    private String prepared(Place place, InputPreProcessor preprocessor, String name, String input) throws IOException {
        if (preprocessor instanceof TensorFlowCnnToFeedForwardPreProcessor) {
            String last = graph.node(
                    "Transpose", name + "/transpose", List.of(input), Attributes.integers("perm", 0L, 2L, 3L, 1L));
            return graph.node("Flatten", name, List.of(last), Attributes.integer("axis", 1));
        } else if (preprocessor instanceof CnnToFeedForwardPreProcessor flat && flat.getFormat() == CNN2DFormat.NCHW) {
            return graph.node("Flatten", name, List.of(input), Attributes.integer("axis", 1));
        } else if (preprocessor instanceof FeedForwardToCnnPreProcessor maps) {
            String shape = graph.integers(
                    place.vertex() + ".shape", 0, maps.getNumChannels(), maps.getInputHeight(), maps.getInputWidth());
            return graph.node("Reshape", name, List.of(input, shape));
        }
        throw place.refusal("has the preprocessor " + preprocessor.getClass().getSimpleName()
                + ", expected one that flattens maps or makes them of vectors, channels first");
    }
}
