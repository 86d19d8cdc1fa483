package org.cam4j.training.internal.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of one layer. Every attribute must be read by whoever translates the layer, except those that do not change what a trained layer computes: an attribute that
 * nobody has read is refused by {@link #requireAllRead}.
 */
final class LayerConfig {
    private static final Set<String> NO_EFFECT = Set.of(
            "name",
            "trainable",
            "batch_input_shape",
            "batch_shape",
            "input_shape",
            "input_dtype",
            "seed",
            "momentum",
            "dynamic",
            "autocast");
    private static final Set<String> NO_EFFECT_SUFFIXES = Set.of("_initializer", "_regularizer", "_constraint");
    private static final Set<String> TYPES =
            Set.of("float32", "float64", "float16", "bfloat16", "mixed_float16", "mixed_bfloat16");

    private final String name;
    private final String ownName;
    private final JsonNode json;
    private final String kind;
    private final JsonNode attributes;
    private final Set<String> read = new HashSet<>(NO_EFFECT);

    /** @param layer Keras' {@code {"class_name": ..., "config": {...}}} */
    LayerConfig(JsonNode layer) {
        this(layer, name(layer), name(layer));
    }

    private LayerConfig(JsonNode layer, String name, String ownName) {
        this.json = layer;
        this.name = name;
        this.ownName = ownName;
        this.kind = layer.path("class_name").asText();
        this.attributes = layer.path("config");
    }

    private static String name(JsonNode layer) {
        return layer.path("name").isTextual()
                ? layer.path("name").asText()
                : layer.path("config")
                        .path("name")
                        .asText(layer.path("class_name").asText());
    }

    /** The same under another name, for a layer of a nested model whose name is taken. */
    LayerConfig named(String newName) {
        return new LayerConfig(json, newName, ownName);
    }

    /** The name in the network that is built. */
    String name() {
        return name;
    }

    /** The name in the file. */
    String ownName() {
        return ownName;
    }

    /** Keras' {@code {"class_name": ..., "config": {...}}}. */
    JsonNode json() {
        return json;
    }

    /** Takes all attributes as read: those of a layer that does nothing at inference. */
    void ignoreAttributes() {
        attributes.fieldNames().forEachRemaining(read::add);
    }

    /** Keras' name of the class, for example {@code Conv2D}. */
    String kind() {
        return kind;
    }

    /** The attribute as it is, null where it is absent or null. */
    @Nullable
    JsonNode value(String key) {
        read.add(key);
        JsonNode value = attributes.get(key);
        return value == null || value.isNull() ? null : value;
    }

    boolean flag(String key, boolean absent) throws IOException {
        JsonNode value = value(key);
        if (value != null && !value.isBoolean()) {
            throw refusedValue(key, "true or false");
        }
        return value == null ? absent : value.asBoolean();
    }

    /** Whether an attribute is absent or true; this does not take it as read. */
    boolean isOn(String key) {
        JsonNode value = attributes.get(key);
        return value == null || value.isNull() || value.asBoolean();
    }

    int positive(String key) throws IOException {
        JsonNode value = value(key);
        if (value == null || !value.isInt() || value.asInt() < 1) {
            throw refusedValue(key, "a number of 1 or more");
        }
        return value.asInt();
    }

    double number(String key, double absent) throws IOException {
        JsonNode value = value(key);
        JsonNode number =
                value == null || value.isNumber() ? value : value.path("config").path("value"); // Keras 3
        if (number != null && !(number.isNumber() && Double.isFinite(number.asDouble()))) {
            throw refusedValue(key, "a number");
        }
        return number == null ? absent : number.asDouble();
    }

    /** A number, or all of a list of any depth; none where the attribute is absent. */
    double[] numbers(String key) throws IOException {
        List<Double> numbers = new ArrayList<>();
        JsonNode value = value(key);
        if (value != null) {
            addNumbers(key, value, numbers);
        }
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private void addNumbers(String key, JsonNode value, List<Double> numbers) throws IOException {
        if (value.isArray()) {
            for (JsonNode element : value) {
                addNumbers(key, element, numbers);
            }
        } else if (value.isNumber()) {
            numbers.add(value.asDouble());
        } else {
            throw refusedValue(key, "numbers");
        }
    }

    String text(String key, String absent) {
        JsonNode value = value(key);
        return value == null ? absent : value.isTextual() ? value.asText() : value.toString();
    }

    /** Two numbers, rows then columns, of 1 or more; null where the attribute is absent. */
    int @Nullable [] pair(String key) throws IOException {
        JsonNode value = value(key);
        if (value == null) {
            return null;
        }
        int rows = (value.isArray() ? value.path(0) : value).asInt();
        int columns = (value.isArray() ? value.path(1) : value).asInt();
        if (rows < 1 || columns < 1 || (value.isArray() && value.size() != 2)) {
            throw refusedValue(key, "two numbers of 1 or more");
        }
        return new int[] {rows, columns};
    }

    int[] pair(String key, int absent) throws IOException {
        int[] pair = pair(key);
        return pair == null ? new int[] {absent, absent} : pair;
    }

    /** Refuses every value of an attribute but one. */
    void require(String key, Object expected) throws IOException {
        JsonNode value = value(key);
        if (value != null && !value.asText().equals(String.valueOf(expected))) {
            throw refusedValue(key, String.valueOf(expected));
        }
    }

    /** Refuses an attribute that nothing has read, and a data type that is not a floating-point number. */
    void requireAllRead() throws IOException {
        JsonNode type = value("dtype");
        if (type != null
                && !TYPES.contains(
                        type.isTextual()
                                ? type.asText()
                                : type.path("config").path("name").asText())) {
            throw refusedValue("dtype", "float32");
        }
        for (Iterator<Map.Entry<String, JsonNode>> fields = attributes.fields(); fields.hasNext(); ) {
            Map.Entry<String, JsonNode> field = fields.next();
            String key = field.getKey();
            if (!field.getValue().isNull()
                    && !read.contains(key)
                    && NO_EFFECT_SUFFIXES.stream().noneMatch(key::endsWith)) {
                throw refusal("has the attribute %s = %s, which is not read.", key, shown(field.getValue()));
            }
        }
    }

    IOException refusedValue(String key, String expected) {
        JsonNode value = attributes.path(key);
        return refusal("has %s = %s, expected %s.", key, value.isMissingNode() ? "nothing" : shown(value), expected);
    }

    /** An exception whose message begins with the layer and its class. */
    IOException refusal(String format, Object... arguments) {
        return new IOException(String.format(
                Locale.ROOT, "layer '%s' (%s) %s", name, kind, String.format(Locale.ROOT, format, arguments)));
    }

    private static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() > 80 ? text.substring(0, 80) + "..." : text;
    }
}
