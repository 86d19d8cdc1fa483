package org.cam4j.training.backbone;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Says which classes a graph's JSON may name: Deeplearning4j's and ND4J's configuration classes and our layers and vertices. Deeplearning4j
 * creates whatever class the JSON names under {@code @class}, so this is checked before it sees the text.
 */
final class ClassAllowList {
    private static final String CLASS_KEY = "@class";
    private static final List<String> PACKAGES = List.of(
            "org.deeplearning4j.nn.conf.",
            "org.deeplearning4j.nn.weights.",
            "org.deeplearning4j.nn.modelimport.keras.preprocessors.",
            "org.nd4j.linalg.activations.impl.",
            "org.nd4j.linalg.learning.config.",
            "org.nd4j.linalg.learning.regularization.",
            "org.nd4j.linalg.lossfunctions.impl.",
            "org.nd4j.linalg.schedule.",
            "org.cam4j.layers.convolution.",
            "org.cam4j.layers.vertex.");
    /** A plain name: no array, no type parameters. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_$]+(\\.[A-Za-z0-9_$]+)*");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private ClassAllowList() {}

    /**
     * Reads the whole text and every class name in it. Keys that occur twice are refused, since two readers may disagree on
     * which counts.
     *
     * @throws IOException if the text is no JSON or names a class that is not allowed
     */
    static void check(String json) throws IOException {
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
                if (token.isStructStart()) {
                    depth++;
                } else if (token.isStructEnd()) {
                    depth--;
                } else if (token == JsonToken.FIELD_NAME && parser.currentName().startsWith("@")) {
                    checkClass(parser);
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
        boolean allowed = text
                && key.equals(CLASS_KEY)
                && NAME.matcher(name).matches()
                && PACKAGES.stream().anyMatch(name::startsWith);
        if (!allowed) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "its configuration names '%s' under '%s'; only classes of Deeplearning4j's and ND4J's "
                            + "configurations and cam4j's layers and vertices are loaded",
                    name,
                    key));
        }
    }
}
