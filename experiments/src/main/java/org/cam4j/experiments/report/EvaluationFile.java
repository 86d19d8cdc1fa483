package org.cam4j.experiments.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.cam4j.evaluation.statistics.Comparison;
import org.cam4j.evaluation.statistics.ImageValues;
import org.cam4j.evaluation.statistics.MetricValue;
import org.cam4j.evaluation.statistics.ThresholdSource;

/**
 * A JSON file of {@code evaluate} or {@code score} that is read again.
 *
 * @param path for messages
 * @param json checked as far as {@link EvaluationJson} promises the rest
 */
public record EvaluationFile(Path path, JsonNode json) {
    private static final int SCHEMA_VERSION = 1;

    /**
     * Reads a file.
     *
     * @throws IOException in one line with line and column, when it is no JSON, or no result of this schema version
     */
    public static EvaluationFile read(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new IOException(
                    String.format(Locale.ROOT, "%s: is a folder, expected a result of 'evaluate' or 'score'.", path));
        }
        try {
            JsonNode json = new ObjectMapper().readTree(Files.readString(path));
            EvaluationFile file = new EvaluationFile(path, json);
            if (!json.path("methods").isObject() || json.path("methods").isEmpty()) {
                throw file.wrong("has no 'methods'; expected a result of 'evaluate' or 'score'");
            }
            if (json.path("schemaVersion").asInt() != SCHEMA_VERSION) {
                throw file.wrong(String.format(
                        Locale.ROOT,
                        "has schema version %s; expected %d, as this program writes it",
                        json.path("schemaVersion"),
                        SCHEMA_VERSION));
            }
            return file;
        } catch (CharacterCodingException binary) {
            throw new IOException(
                    String.format(
                            Locale.ROOT, "%s: is not valid UTF-8; expected a result of 'evaluate' or 'score'.", path),
                    binary);
        } catch (JsonProcessingException malformed) {
            throw new IOException(
                    String.format(
                            Locale.ROOT,
                            "%s: is no JSON, line %d, column %d: %s",
                            path,
                            malformed.getLocation().getLineNr(),
                            malformed.getLocation().getColumnNr(),
                            malformed.getOriginalMessage()),
                    malformed);
        }
    }

    /** The method whose metrics head the file. */
    public String firstMethod() throws IOException {
        if (json.path("method").isTextual()) {
            return json.path("method").asText();
        }
        if (json.path("methods").size() == 1) {
            return json.path("methods").fieldNames().next();
        }
        throw wrong("does not say which of its methods is the first; name one with --method");
    }

    /** What the record of the run says; empty where it says nothing. */
    public String provenance(String pointer) {
        return json.at("/provenance" + pointer).asText("");
    }

    /**
     * What was measured of a method.
     *
     * @throws IllegalArgumentException when it is none of the file's
     */
    public Comparison.Run run(String method) throws IOException {
        JsonNode measured = json.path("methods").path(method).path("metrics");
        if (!measured.isObject()) {
            List<String> known = new ArrayList<>();
            json.path("methods").fieldNames().forEachRemaining(known::add);
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "%s: has no method '%s'. Known: %s.", path, method, String.join(", ", known)));
        }
        Map<String, MetricValue> metrics = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : measured.properties()) {
            JsonNode value = entry.getValue();
            metrics.put(
                    entry.getKey(),
                    new MetricValue(
                            number(value.path("value"), entry.getKey()),
                            number(value.path("ci95").path(0), entry.getKey()),
                            number(value.path("ci95").path(1), entry.getKey()),
                            chosenOn(value)));
        }
        List<ImageValues.Key> images = images();
        Map<String, ImageValues> perImage = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry :
                json.path("perImage").path("methods").path(method).properties()) {
            perImage.put(entry.getKey(), column(entry.getKey(), entry.getValue(), images));
        }
        return new Comparison.Run(metrics, perImage, measured(perImage));
    }

    private static ThresholdSource chosenOn(JsonNode value) {
        String text = value.path("thresholdChosenOn").asText();
        ThresholdSource unknown =
                value.path("usesTestLabels").asBoolean() ? ThresholdSource.MEASURED_LABELS : ThresholdSource.NOTHING;
        return Arrays.stream(ThresholdSource.values())
                .filter(known -> known.text().equals(text))
                .findFirst()
                .orElse(unknown);
    }

    private static Set<ImageValues.Key> measured(Map<String, ImageValues> perImage) {
        Set<ImageValues.Key> measured = new TreeSet<>();
        perImage.values().forEach(values -> measured.addAll(values.images()));
        return measured;
    }

    private List<ImageValues.Key> images() throws IOException {
        JsonNode ids = json.path("perImage").path("ids");
        JsonNode labels = json.path("perImage").path("labels");
        if (ids.size() != labels.size()) {
            throw wrong(String.format(
                    Locale.ROOT,
                    "has %d ids and %d labels in 'perImage'; expected one label an id",
                    ids.size(),
                    labels.size()));
        }
        Set<ImageValues.Key> images = new TreeSet<>();
        for (int i = 0; i < ids.size(); i++) {
            images.add(new ImageValues.Key(ids.get(i).asText(), labels.get(i).asInt()));
        }
        if (images.size() != ids.size()) {
            throw wrong("names an image twice in 'perImage'; expected each once");
        }
        List<ImageValues.Key> listed = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            listed.add(new ImageValues.Key(ids.get(i).asText(), labels.get(i).asInt()));
        }
        return listed;
    }

    private ImageValues column(String key, JsonNode column, List<ImageValues.Key> images) throws IOException {
        if (column.size() != images.size()) {
            throw wrong(String.format(
                    Locale.ROOT, "has %d values of '%s' for %d images", column.size(), key, images.size()));
        }
        List<ImageValues.Key> present = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            if (!column.get(i).isNull()) {
                present.add(images.get(i));
                values.add(number(column.get(i), key));
            }
        }
        return new ImageValues(
                present, values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private double number(JsonNode node, String key) throws IOException {
        if (!node.isNumber()) {
            throw wrong(String.format(
                    Locale.ROOT,
                    "has %s for a value of '%s'; expected a number",
                    node.isMissingNode() ? "nothing" : node.toString(),
                    key));
        }
        return node.asDouble();
    }

    private IOException wrong(String what) {
        return new IOException(String.format(Locale.ROOT, "%s: %s.", path, what));
    }
}
