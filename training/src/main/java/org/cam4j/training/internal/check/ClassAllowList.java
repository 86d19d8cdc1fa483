package org.cam4j.training.internal.check;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The classes that a network's JSON may name: those of {@code allowed-classes.txt} and no others. Deeplearning4j creates whatever class the JSON names under {@code
 * @class}, so this is checked before it sees the text.
 *
 * <p>The list holds what image networks need. It leaves out recurrent, 1-D and 3-D layers, layers and vertices that execute a SameDiff graph, and those that train
 * only, since no saved network has them.
 */
public final class ClassAllowList {
    private static final String LIST = "allowed-classes.txt";
    private static final String CLASS_KEY = "@class";
    /** A network that Deeplearning4j writes needs about a dozen. */
    private static final int DEEPEST = 50;

    private static final String BOXES = "boundingBoxes";
    private static final int MOST_BOXES = 1000;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final Set<String> ALLOWED = read();

    private ClassAllowList() {}

    private static Set<String> read() {
        try (var stream = Objects.requireNonNull(ClassAllowList.class.getResourceAsStream(LIST), LIST)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    /** Whether a network may hold objects of this class. */
    static boolean allows(Class<?> type) {
        return ALLOWED.contains(type.getName());
    }

    /**
     * Reads the whole text and every class name in it. Keys that occur twice are refused, since two readers may disagree on
     * which counts.
     *
     * @throws IOException if the text is no JSON, is nested deeper than {@value #DEEPEST} levels, or names a class that is not allowed
     */
    public static void check(String json) throws IOException {
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("the configuration is no JSON object");
            }
            int depth = 1;
            while (depth > 0) {
                JsonToken token = parser.nextToken();
                if (token == null) {
                    throw new IOException("the configuration ends early");
                }
                if (token.isStructStart() && ++depth > DEEPEST) {
                    throw new IOException(String.format(
                            Locale.ROOT, "its configuration is nested deeper than the limit of %d levels", DEEPEST));
                }
                if (token.isStructEnd()) {
                    depth--;
                } else if (token == JsonToken.FIELD_NAME && parser.currentName().startsWith("@")) {
                    checkClass(parser);
                } else if (token == JsonToken.FIELD_NAME && parser.currentName().equals(BOXES)) {
                    parser.nextToken();
                    checkBoxes(JSON.readTree(parser));
                }
            }
            if (parser.nextToken() != null) {
                throw new IOException("the configuration goes on behind its end");
            }
        } catch (JsonProcessingException problem) {
            throw new IOException("the configuration is no valid JSON: " + problem.getOriginalMessage(), problem);
        }
    }

    private static void checkClass(JsonParser parser) throws IOException {
        String key = parser.currentName();
        boolean text = parser.nextToken() == JsonToken.VALUE_STRING;
        String name = text ? parser.getText() : String.valueOf(parser.currentToken());
        if (!text || !key.equals(CLASS_KEY) || !ALLOWED.contains(name)) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "its configuration names '%.200s' under '%.200s', which is not loaded; expected the layers, vertices and settings of image networks that cam4j knows",
                    name,
                    key));
        }
    }

    /**
     * The only array that a configuration holds, the {@code [B, 2]} sizes of a YOLO layer, in one of the two forms that Deeplearning4j writes. It allocates what the
     * text says before anything else could check it.
     */
    private static void checkBoxes(JsonNode boxes) throws IOException {
        if (boxes.isNull()) {
            return;
        }
        boolean old = boxes.has("dataBuffer");
        JsonNode shape = boxes.path(old ? "shapeField" : "shape");
        JsonNode values = boxes.path(old ? "dataBuffer" : "data");
        long count = shape.path(0).asLong();
        boolean sound = count >= 1
                && count <= MOST_BOXES
                && shape.size() == 2
                && shape.path(1).asLong() == 2
                && values.isArray()
                && values.size() == 2 * count
                && IntStream.range(0, values.size()).allMatch(i -> values.get(i).isNumber());
        if (sound && old) {
            JsonNode strides = boxes.path("strideField");
            sound = boxes.path("rankField").asLong() == 2
                    && boxes.path("numElements").asLong() == 2 * count
                    && boxes.path("offsetField").asLong() == 0
                    && strides.size() == 2
                    && strides.path(0).asLong() == 2
                    && strides.path(1).asLong() == 1;
        } else if (sound) {
            sound = boxes.path("dataType").asText().matches("FLOAT|DOUBLE");
        }
        if (!sound) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "its boundingBoxes are no array of 1 to %d heights and widths that agrees with its own sizes",
                    MOST_BOXES));
        }
    }
}
