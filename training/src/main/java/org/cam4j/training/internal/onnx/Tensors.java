package org.cam4j.training.internal.onnx;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import onnx.Onnx.TensorProto;
import org.cam4j.training.internal.onnx.file.Constant;
import org.cam4j.training.internal.onnx.file.Node;
import org.cam4j.training.internal.onnx.file.OnnxGraph;
import org.jspecify.annotations.Nullable;

/** The tensors of an ONNX graph by name: what the network computes, and what is known. */
final class Tensors {
    private final OnnxGraph graph;
    private final Map<String, Value> values = new HashMap<>();
    private final Map<String, Constant> constants = new HashMap<>();

    Tensors(OnnxGraph graph) {
        this.graph = graph;
    }

    /** Whether an optional input is given. */
    boolean has(Node node, int index) {
        return !node.input(index).isEmpty();
    }

    boolean isConstant(Node node, int index) {
        return constants.containsKey(node.input(index)) || graph.initializers().containsKey(node.input(index));
    }

    boolean allConstant(Node node) {
        for (int index = 0; index < node.inputs().size(); index++) {
            if (has(node, index) && !isConstant(node, index)) {
                return false;
            }
        }
        return true;
    }

    /** An input that the network computes. */
    Value value(Node node, int index) throws IOException {
        Value value = values.get(node.input(index));
        if (value == null) {
            throw node.refusal(
                    "its input %d '%s' is %s, expected one that is computed from the images.",
                    index, Node.shown(node.input(index)), isConstant(node, index) ? "a constant" : "missing");
        }
        return value;
    }

    /** The output of the graph. */
    Value value(String output) throws IOException {
        Value value = values.get(output);
        if (value == null) {
            throw new IOException("its output is a constant, expected class scores that are computed from the images.");
        }
        return value;
    }

    /** An input that is known. */
    Constant constant(Node node, int index) throws IOException {
        String name = node.input(index);
        Constant known = constants.get(name);
        TensorProto tensor = graph.initializers().get(name);
        if (known != null) {
            return known;
        }
        if (tensor == null) {
            throw node.refusal(
                    "its input %d '%s' is %s, expected a constant.",
                    index, Node.shown(name), values.containsKey(name) ? "computed from the images" : "missing");
        }
        return Constant.of(tensor, name);
    }

    @Nullable
    Constant optionalConstant(Node node, int index) throws IOException {
        return has(node, index) ? constant(node, index) : null;
    }

    /** The integers of an input or, in older versions of an operator, of an attribute; null where neither is given. */
    long @Nullable [] integers(Node node, int index, String attribute) throws IOException {
        if (node.has(attribute) || !has(node, index)) {
            return node.integers(attribute);
        }
        return constant(node, index).values().longs();
    }

    void put(String name, Value value) {
        values.put(name, value.sharedIf(graph.uses().getOrDefault(name, 0) > 1));
    }

    void put(String name, Constant constant) {
        constants.put(name, constant);
    }
}
