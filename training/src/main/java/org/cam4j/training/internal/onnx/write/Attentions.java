package org.cam4j.training.internal.onnx.write;

import java.util.List;
import onnx.Onnx.AttributeProto;
import org.cam4j.layers.attention.AttentionDropout;
import org.cam4j.layers.attention.ChannelSummary;
import org.cam4j.layers.attention.ClassAttention;
import org.cam4j.layers.attention.ComplementaryMaps;
import org.cam4j.layers.attention.Erase;
import org.cam4j.layers.attention.Gate;
import org.cam4j.layers.attention.GroupMean;
import org.cam4j.layers.explain.Tap;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.jspecify.annotations.Nullable;

/**
 * The vertices of methods for weakly supervised localization that stay in a saved network; see the classes for the formulas.
 *
 * @param graph that grows
 */
record Attentions(OnnxGraph graph) {
    private static final double NO_DIVISION_BY_ZERO = 1e-12;
    private static final AttributeProto CHANNELS = Attributes.integers("axes", 1L);
    private static final AttributeProto POSITIONS = Attributes.integers("axes", 2L, 3L);

    /**
     * Adds a vertex.
     *
     * @param vectors whether the second input is a vector {@code [N, C]}
     * @return null if the vertex is another one
     */
    @Nullable
    String write(Place place, GraphVertex vertex, List<String> inputs, boolean vectors) {
        String name = place.name();
        String first = inputs.get(0);
        if (vertex instanceof AttentionDropout || vertex instanceof Tap) {
            return first; // at inference
        } else if (vertex instanceof Gate) {
            return gate(place, inputs, vectors);
        } else if (vertex instanceof ChannelSummary) {
            String largest = graph.node("ReduceMax", name + "/max", List.of(first), CHANNELS);
            String mean = graph.node("ReduceMean", name + "/mean", List.of(first), CHANNELS);
            return graph.node("Concat", name, List.of(largest, mean), Attributes.integer("axis", 1));
        } else if (vertex instanceof GroupMean groups) {
            return groupMean(place, groups.size(), first);
        } else if (vertex instanceof ComplementaryMaps) {
            return complementary(place, inputs);
        } else if (vertex instanceof ClassAttention attention && !attention.labeled()) {
            return attention(place, first);
        } else if (vertex instanceof Erase erase) {
            String limit = graph.number(place.vertex() + ".threshold", erase.threshold());
            String below = graph.node("Less", name + "/less", List.of(inputs.get(1), limit));
            String mask = graph.node("Cast", name + "/mask", List.of(below), Attributes.integer("to", 1));
            return graph.node("Mul", name, List.of(first, mask));
        }
        return null;
    }

    private String gate(Place place, List<String> inputs, boolean vectors) {
        String gate = graph.node("Sigmoid", place.name() + "/sigmoid", List.of(inputs.get(1)));
        if (vectors) {
            gate = graph.node(
                    "Unsqueeze",
                    place.name() + "/unsqueeze",
                    List.of(gate, graph.integers(place.vertex() + ".axes", 2, 3)));
        }
        return graph.node("Mul", place.name(), List.of(inputs.get(0), gate));
    }

    private String groupMean(Place place, int size, String input) {
        var maps = (org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional) place.input();
        String shape = graph.integers(
                place.vertex() + ".groups", 0, maps.getChannels() / size, size, maps.getHeight(), maps.getWidth());
        String groups = graph.node("Reshape", place.name() + "/groups", List.of(input, shape));
        return graph.node(
                "ReduceMean",
                place.name(),
                List.of(groups),
                Attributes.integers("axes", 2L),
                Attributes.integer("keepdims", 0));
    }

    private String complementary(Place place, List<String> inputs) {
        String name = place.name();
        String first = normalized(place, "/first", inputs.get(0));
        String second = normalized(place, "/second", inputs.get(1));
        String joined = graph.node("Max", name + "/max", List.of(first, second));
        String wanted = graph.node("GlobalAveragePool", name + "/wanted", List.of(inputs.get(0)));
        String mean = graph.node("GlobalAveragePool", name + "/mean", List.of(joined));
        String shift = graph.node("Sub", name + "/shift", List.of(wanted, mean));
        return graph.node("Add", name, List.of(joined, shift));
    }

    /** Each map from 0 to 1. */
    private String normalized(Place place, String part, String maps) {
        String name = place.name() + part;
        String lowest = graph.node("ReduceMin", name + "/min", List.of(maps), POSITIONS);
        String highest = graph.node("ReduceMax", name + "/max", List.of(maps), POSITIONS);
        String range = graph.node("Sub", name + "/range", List.of(highest, lowest));
        String divisor = graph.node(
                "Max", name + "/divisor", List.of(range, graph.number(place.vertex() + ".least", NO_DIVISION_BY_ZERO)));
        String shifted = graph.node("Sub", name + "/shifted", List.of(maps, lowest));
        return graph.node("Div", name, List.of(shifted, divisor));
    }

    /** The map of the class with the highest mean, from 0 to 1, {@code [N, 1, h, w]}. */
    private String attention(Place place, String maps) {
        String name = place.name();
        String means = graph.node("GlobalAveragePool", name + "/means", List.of(maps));
        String best = graph.node("ReduceMax", name + "/best", List.of(means), CHANNELS);
        String chosen = graph.node("Equal", name + "/equal", List.of(means, best));
        String mask = graph.node("Cast", name + "/mask", List.of(chosen), Attributes.integer("to", 1));
        String product = graph.node("Mul", name + "/mul", List.of(maps, mask));
        String sum =
                graph.node("ReduceSum", name + "/sum", List.of(product, graph.integers(place.vertex() + ".axes", 1)));
        return normalized(place, "/normalized", sum);
    }
}
