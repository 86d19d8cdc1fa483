package org.cam4j.training.internal.onnx.file;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.AttributeProto.AttributeType;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import org.jspecify.annotations.Nullable;

/** One operation of an ONNX graph; its attributes are read by name and type, and one that is never read is refused. */
public final class Node {
    private static final int LONGEST_SHOWN = 200;

    private final NodeProto proto;
    private final int opset;
    private final Map<String, AttributeProto> attributes = new HashMap<>();
    private final Set<String> read = new HashSet<>();

    /**
     * @param opset the version of the operators that the file was written with
     * @throws IOException if an attribute occurs twice
     */
    public Node(NodeProto proto, int opset) throws IOException {
        this.proto = proto;
        this.opset = opset;
        for (AttributeProto attribute : proto.getAttributeList()) {
            if (attributes.put(attribute.getName(), attribute) != null) {
                throw refusal("has the attribute '%s' twice.", shown(attribute.getName()));
            }
        }
    }

    /** The operator. */
    public String kind() {
        return proto.getOpType();
    }

    public int opset() {
        return opset;
    }

    /** The node's name, or that of its first output where it has none. */
    public String name() {
        return proto.getName().isBlank() ? output() : proto.getName();
    }

    public List<String> inputs() {
        return proto.getInputList();
    }

    /** The name of an input, empty where it is left out. */
    public String input(int index) {
        return index < proto.getInputCount() ? proto.getInput(index) : "";
    }

    public List<String> outputs() {
        return proto.getOutputList();
    }

    public String output() {
        return proto.getOutputCount() == 0 ? "" : proto.getOutput(0);
    }

    public boolean isStandard() {
        return proto.getDomain().isEmpty() || proto.getDomain().equals("ai.onnx");
    }

    public String domain() {
        return shown(proto.getDomain());
    }

    public boolean has(String key) {
        return attributes.containsKey(key);
    }

    public long integer(String key, long fallback) throws IOException {
        AttributeProto found = attribute(key, AttributeType.INT);
        return found == null ? fallback : found.getI();
    }

    public boolean flag(String key, boolean fallback) throws IOException {
        long value = integer(key, fallback ? 1 : 0);
        if (value != 0 && value != 1) {
            throw refusedValue(key, value, "0 or 1");
        }
        return value == 1;
    }

    /** A finite number. */
    public double number(String key, double fallback) throws IOException {
        AttributeProto found = attribute(key, AttributeType.FLOAT);
        double value = found == null ? fallback : found.getF();
        if (!Double.isFinite(value)) {
            throw refusedValue(key, value, "a finite number");
        }
        return value;
    }

    public String text(String key, String fallback) throws IOException {
        AttributeProto found = attribute(key, AttributeType.STRING);
        return found == null ? fallback : found.getS().toStringUtf8();
    }

    public long @Nullable [] integers(String key) throws IOException {
        AttributeProto found = attribute(key, AttributeType.INTS);
        return found == null
                ? null
                : found.getIntsList().stream().mapToLong(Long::longValue).toArray();
    }

    /** So many numbers of a range, or the same number as often where the attribute is missing. */
    public int[] sizes(String key, int count, int fallback, int low, int high) throws IOException {
        long[] found = integers(key);
        if (found == null) {
            int[] all = new int[count];
            Arrays.fill(all, fallback);
            return all;
        }
        if (found.length != count || Arrays.stream(found).anyMatch(size -> size < low || size > high)) {
            throw refusedValue(
                    key,
                    Arrays.toString(Arrays.copyOf(found, Math.min(found.length, 8))),
                    String.format(Locale.ROOT, "%d numbers from %d to %d", count, low, high));
        }
        return Arrays.stream(found).mapToInt(size -> (int) size).toArray();
    }

    public double @Nullable [] numbers(String key) throws IOException {
        AttributeProto found = attribute(key, AttributeType.FLOATS);
        return found == null
                ? null
                : found.getFloatsList().stream().mapToDouble(Float::doubleValue).toArray();
    }

    @Nullable
    public TensorProto tensor(String key) throws IOException {
        AttributeProto found = attribute(key, AttributeType.TENSOR);
        return found == null ? null : found.getT();
    }

    private @Nullable AttributeProto attribute(String key, AttributeType type) throws IOException {
        read.add(key);
        AttributeProto found = attributes.get(key);
        if (found != null && found.getType() != type && found.getType() != AttributeType.UNDEFINED) {
            throw refusedValue(key, "of type " + found.getType(), "type " + type);
        }
        return found;
    }

    /** Refuses attributes that nothing asked for: they may change what is computed. */
    public void requireAllRead() throws IOException {
        Set<String> left = new TreeSet<>(attributes.keySet());
        left.removeAll(read);
        if (!left.isEmpty()) {
            throw refusal(
                    "has the attribute '%s', which is not read.",
                    shown(left.iterator().next()));
        }
    }

    public IOException refusedValue(String key, Object found, String expected) {
        return refusal("%s is %s, expected %s.", key, found, expected);
    }

    /** What is wrong with the node, behind its name and operator. */
    public IOException refusal(String format, Object... arguments) {
        return new IOException(String.format(Locale.ROOT, "node '%s' (%s): ", shown(name()), shown(kind()))
                + String.format(Locale.ROOT, format, arguments));
    }

    /** A text of the file in a message: one line, not too long. */
    public static String shown(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() > LONGEST_SHOWN ? line.substring(0, LONGEST_SHOWN) + "..." : line;
    }
}
