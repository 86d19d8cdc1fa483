package org.cam4j.training.internal.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cam4j.training.internal.tensor.TensorEntry;

/** Reads and checks the JSON header of a safetensors file: every tensor lies inside the data, none overlaps another. */
final class SafetensorsHeader {
    static final String METADATA = "__metadata__";

    /** Bits of an element by type. F64, F32, F16 and BF16 are read; tensors of the others may be in the file as long as nothing needs them. */
    private static final Map<String, Integer> BITS = Map.ofEntries(
            Map.entry("C64", 64),
            Map.entry("F64", 64),
            Map.entry("I64", 64),
            Map.entry("U64", 64),
            Map.entry("F32", 32),
            Map.entry("I32", 32),
            Map.entry("U32", 32),
            Map.entry("F16", 16),
            Map.entry("BF16", 16),
            Map.entry("I16", 16),
            Map.entry("U16", 16),
            Map.entry("I8", 8),
            Map.entry("U8", 8),
            Map.entry("BOOL", 8),
            Map.entry("F6_E2M3", 6),
            Map.entry("F6_E3M2", 6),
            Map.entry("F4", 4));
    /** The 8-bit floats come in several forms. */
    private static final String SMALL_FLOAT = "F8_";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final String file;

    SafetensorsHeader(String file) {
        this.file = file;
    }

    /** The header's object; a name that occurs twice is refused. */
    JsonNode parse(byte[] header) throws IOException {
        JsonNode root;
        try {
            root = JSON.readTree(header);
        } catch (JsonProcessingException problem) {
            throw broken("the header is no valid JSON: " + problem.getOriginalMessage());
        }
        if (!root.isObject()) {
            throw broken("the header is no JSON object");
        }
        return root;
    }

    Map<String, String> metadata(JsonNode root) throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>();
        JsonNode node = root.path(METADATA);
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            if (!entry.getValue().isTextual()) {
                throw broken(String.format(Locale.ROOT, "the metadata value of '%s' is no string", entry.getKey()));
            }
            metadata.put(entry.getKey(), entry.getValue().textValue());
        }
        return Collections.unmodifiableMap(metadata);
    }

    /** The tensors by name, in the header's order. {@code dataBytes} is what follows the header in the file. */
    Map<String, TensorEntry> tensors(JsonNode root, long dataBytes) throws IOException {
        Map<String, TensorEntry> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : root.properties()) {
            if (!entry.getKey().equals(METADATA)) {
                tensors.put(entry.getKey(), tensor(entry.getKey(), entry.getValue()));
            }
        }
        checkLayout(tensors, dataBytes);
        return Collections.unmodifiableMap(tensors);
    }

    private TensorEntry tensor(String name, JsonNode node) throws IOException {
        String type = node.path("dtype").asText();
        Integer bits = type.startsWith(SMALL_FLOAT) ? Integer.valueOf(Byte.SIZE) : BITS.get(type);
        if (bits == null) {
            throw broken(String.format(
                    Locale.ROOT, "tensor '%s' has the unknown type '%s'; F64, F32, F16 and BF16 are read", name, type));
        }
        List<Long> shape = longs(name, "shape", node.path("shape"));
        List<Long> offsets = longs(name, "data_offsets", node.path("data_offsets"));
        if (offsets.size() != 2) {
            throw broken(
                    String.format(Locale.ROOT, "tensor '%s' has %d data_offsets, expected 2", name, offsets.size()));
        }
        long begin = offsets.get(0);
        long end = offsets.get(1);
        long expected = bits;
        try {
            for (long size : shape) {
                expected = Math.multiplyExact(expected, size);
            }
            expected = Math.addExact(expected, Byte.SIZE - 1) / Byte.SIZE;
        } catch (ArithmeticException overflow) {
            throw broken(String.format(Locale.ROOT, "tensor '%s': shape %s is too large", name, shape));
        }
        if (end < begin || end - begin != expected) {
            throw broken(String.format(
                    Locale.ROOT,
                    "tensor '%s' %s %s needs %d bytes, but its data_offsets are [%d, %d]",
                    name,
                    type,
                    shape,
                    expected,
                    begin,
                    end));
        }
        return new TensorEntry(type, shape, begin, end);
    }

    private List<Long> longs(String name, String key, JsonNode node) throws IOException {
        List<Long> values = new ArrayList<>();
        if (!node.isArray()) {
            throw broken(String.format(Locale.ROOT, "tensor '%s' has no list '%s'", name, key));
        }
        for (JsonNode value : node) {
            if (!value.canConvertToLong() || !value.isIntegralNumber() || value.longValue() < 0) {
                throw broken(String.format(
                        Locale.ROOT, "tensor '%s': %s holds %s, expected integers from 0", name, key, value));
            }
            values.add(value.longValue());
        }
        return values;
    }

    private void checkLayout(Map<String, TensorEntry> tensors, long dataBytes) throws IOException {
        List<Map.Entry<String, TensorEntry>> sorted = new ArrayList<>(tensors.entrySet());
        sorted.sort(Comparator.<Map.Entry<String, TensorEntry>>comparingLong(
                        entry -> entry.getValue().begin())
                .thenComparingLong(entry -> entry.getValue().end()));
        long next = 0;
        for (Map.Entry<String, TensorEntry> entry : sorted) {
            TensorEntry tensor = entry.getValue();
            if (tensor.begin() != next) {
                throw broken(String.format(
                        Locale.ROOT,
                        "tensor '%s' begins at byte %d, expected %d: tensors must not overlap or leave gaps",
                        entry.getKey(),
                        tensor.begin(),
                        next));
            }
            next = tensor.end();
        }
        if (next != dataBytes) {
            throw broken(String.format(
                    Locale.ROOT,
                    "the tensors need %d bytes of data, found %d; copy or download the file again",
                    next,
                    dataBytes));
        }
    }

    IOException broken(String what) {
        return new IOException(String.format(Locale.ROOT, "Weights %s: %s.", file, what));
    }
}
