package org.cam4j.training.internal.onnx;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of the classes in the metadata of an ONNX model, in any of the forms in use: a JSON list, a dictionary by number as Python prints it, lines, or commas. */
final class ClassNames {
    private static final List<String> KEYS = List.of("cam4j.class_names", "class_names", "classes", "labels", "names");
    private static final Pattern NUMBER_KEY = Pattern.compile("([{,]\\s*)(\\d+)\\s*:");
    private static final int LONGEST = 1 << 20;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .build();

    private ClassNames() {}

    /** As many names as there are classes, of the first entry that has them. */
    static Optional<List<String>> of(Map<String, String> metadata, long classes) {
        return KEYS.stream()
                .map(metadata::get)
                .filter(text -> text != null && text.length() <= LONGEST)
                .map(ClassNames::parse)
                .filter(names -> names.size() == classes
                        && names.stream().noneMatch(String::isBlank)
                        && names.stream().distinct().count() == classes)
                .findFirst();
    }

    private static List<String> parse(String text) {
        String trimmed = text.strip();
        if (trimmed.startsWith("[") || trimmed.startsWith("{")) {
            Matcher numbers = NUMBER_KEY.matcher(trimmed);
            try {
                return ofJson(JSON.readTree(numbers.replaceAll("$1\"$2\":")));
            } catch (JsonProcessingException other) {
                return List.of();
            }
        }
        String separator = trimmed.contains("\n") ? "\n" : ",";
        return List.of(trimmed.split(separator)).stream().map(String::strip).toList();
    }

    private static List<String> ofJson(JsonNode json) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < json.size(); i++) {
            JsonNode name = json.isArray() ? json.path(i) : json.path(String.valueOf(i));
            names.add(
                    name.isTextual()
                            ? name.asText().replaceAll("\\p{Cntrl}", " ").strip()
                            : "");
        }
        return names;
    }
}
