package org.cam4j.training.internal.onnx.file;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.ValueInfoProto;
import org.jspecify.annotations.Nullable;

/**
 * The part of an ONNX model that its classifier needs.
 *
 * @param nodes every node that the output depends on, behind those that it reads
 * @param initializers the weights by name
 * @param uses how many inputs of these nodes read a tensor; the output counts as one
 * @param input the images
 * @param output the name of the tensor of class scores
 * @param otherOutputs outputs that are left aside
 * @param metadata {@code metadata_props}
 */
public record OnnxGraph(
        List<Node> nodes,
        Map<String, TensorProto> initializers,
        Map<String, Integer> uses,
        ValueInfoProto input,
        String output,
        List<String> otherOutputs,
        Map<String, String> metadata) {
    private static final int MOST_NODES = 20_000;
    private static final int MOST_INPUTS = 1_000;
    private static final int OLDEST = 9;
    private static final int NEWEST = 21;
    private static final int MATRIX = 2;

    /**
     * Finds the classifier.
     *
     * @throws IOException if the operators' version is not read, names occur twice, nodes read each other in a circle, or there is not one input of images
     */
    public static OnnxGraph of(ModelProto model) throws IOException {
        int opset = opset(model);
        GraphProto graph = model.getGraph();
        if (graph.getNodeCount() == 0 || graph.getNodeCount() > MOST_NODES) {
            throw refused("the graph has %d nodes, expected 1 to %d", graph.getNodeCount(), MOST_NODES);
        }
        Set<String> names = new HashSet<>();
        Map<String, TensorProto> initializers = new LinkedHashMap<>();
        for (TensorProto tensor : graph.getInitializerList()) {
            define(names, tensor.getName());
            initializers.put(tensor.getName(), tensor);
        }
        List<ValueInfoProto> inputs = graph.getInputList().stream()
                .filter(input -> !initializers.containsKey(input.getName()))
                .toList();
        if (inputs.size() != 1 || graph.getOutputCount() == 0) {
            throw refused(
                    "the model has %d inputs and %d outputs, expected images and class scores",
                    inputs.size(), graph.getOutputCount());
        }
        ValueInfoProto input = inputs.get(0);
        define(names, input.getName());
        Map<String, Node> producers = new HashMap<>();
        for (NodeProto proto : graph.getNodeList()) {
            Node node = new Node(proto, opset);
            if (node.inputs().size() > MOST_INPUTS || node.outputs().size() > MOST_INPUTS) {
                throw node.refusal("has more than %d inputs or outputs.", MOST_INPUTS);
            }
            for (String output : node.outputs()) {
                if (!output.isEmpty()) {
                    define(names, output);
                    producers.put(output, node);
                }
            }
        }
        String output = output(graph.getOutputList());
        List<Node> nodes = sorted(producers, names, output);
        Map<String, Integer> uses = new HashMap<>(Map.of(output, 1));
        nodes.forEach(node -> node.inputs().forEach(read -> uses.merge(read, 1, Integer::sum)));
        return new OnnxGraph(
                nodes,
                initializers,
                uses,
                input,
                output,
                graph.getOutputList().stream()
                        .map(ValueInfoProto::getName)
                        .filter(name -> !name.equals(output))
                        .toList(),
                metadata(model));
    }

    private static IOException refused(String format, Object... arguments) {
        return new IOException(String.format(Locale.ROOT, format, arguments) + ".");
    }

    private static int opset(ModelProto model) throws IOException {
        long version = 0;
        for (OperatorSetIdProto set : model.getOpsetImportList()) {
            if (set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx")) {
                version = Math.max(version, set.getVersion());
            }
        }
        if (version < OLDEST || version > NEWEST) {
            throw refused(
                    "its operators are of version %d, expected %d to %d; export it with opset_version=17",
                    version, OLDEST, NEWEST);
        }
        return (int) version;
    }

    private static void define(Set<String> names, String name) throws IOException {
        if (name.isEmpty() || !names.add(name)) {
            throw refused("the name '%s' stands for two tensors, or for one without a name", Node.shown(name));
        }
    }

    /** The only output, or the first that is declared as a matrix of class scores. */
    private static String output(List<ValueInfoProto> outputs) {
        return outputs.stream()
                .filter(output -> {
                    TensorShapeProto shape = shape(output);
                    return shape != null && shape.getDimCount() == MATRIX;
                })
                .findFirst()
                .orElse(outputs.get(0))
                .getName();
    }

    public static @Nullable TensorShapeProto shape(ValueInfoProto value) {
        boolean known = value.getType().hasTensorType()
                && value.getType().getTensorType().hasShape();
        return known ? value.getType().getTensorType().getShape() : null;
    }

    /** Nodes behind those that they read; without recursion, since the file says how deep it goes. */
    private static List<Node> sorted(Map<String, Node> producers, Set<String> names, String output) throws IOException {
        if (!producers.containsKey(output)) {
            throw refused("its output '%s' is put out by no node", Node.shown(output));
        }
        List<Node> sorted = new ArrayList<>();
        Set<Node> done = new HashSet<>();
        Set<Node> open = new HashSet<>();
        Deque<Node> stack = new ArrayDeque<>(List.of(producers.get(output)));
        while (!stack.isEmpty()) {
            Node node = stack.peek();
            open.add(node);
            Node next = null;
            for (String read : node.inputs()) {
                if (!read.isEmpty() && !names.contains(read)) {
                    throw node.refusal("reads '%s', which nothing puts out.", Node.shown(read));
                }
                Node producer = producers.get(read);
                if (producer != null && !done.contains(producer)) {
                    next = producer;
                    break;
                }
            }
            if (next != null && open.contains(next)) {
                throw next.refusal("reads its own output.");
            }
            if (next != null) {
                stack.push(next);
            } else {
                stack.pop();
                open.remove(node);
                if (done.add(node)) {
                    sorted.add(node);
                }
            }
        }
        return sorted;
    }

    private static Map<String, String> metadata(ModelProto model) {
        Map<String, String> metadata = new LinkedHashMap<>();
        for (StringStringEntryProto entry : model.getMetadataPropsList()) {
            metadata.putIfAbsent(entry.getKey(), entry.getValue());
        }
        return metadata;
    }
}
