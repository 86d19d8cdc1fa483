package org.cam4j.experiments.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.cam4j.evaluation.Skipped;
import org.cam4j.evaluation.scoring.Evaluation;
import org.cam4j.evaluation.scoring.EvaluationGrid;
import org.cam4j.evaluation.statistics.ImageValues;
import org.cam4j.evaluation.statistics.MetricValue;
import org.jspecify.annotations.Nullable;

/** The JSON of {@code evaluate} and {@code score}, schema version 1. */
public final class EvaluationJson {
    private EvaluationJson() {}

    /**
     * The top-level metrics are those of the first method, which {@code method} names. {@code perImage} lists the images once, in their order, and for each method
     * and key that is 100 times a mean over images what each image contributes: 0 or 1 for wrong or correct, else a share; null for an image that the key passes
     * over.
     */
    public static Map<String, Object> of(
            int images, List<Skipped> skipped, Map<String, Evaluation.Result> results, Object provenance) {
        Map<String, Object> methods = new LinkedHashMap<>();
        results.forEach((id, result) -> methods.put(id, Map.of("metrics", metrics(result))));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("schemaVersion", 1);
        json.put("images", images);
        json.put("skipped", skipped);
        json.put("method", results.keySet().iterator().next());
        json.put("metrics", metrics(results.values().iterator().next()));
        json.put("methods", methods);
        json.put("perImage", perImage(results));
        json.put("provenance", provenance);
        return json;
    }

    /** By method, then by protocol, then by normalizer: what an evaluation's metrics are. */
    public static Map<String, Object> grid(Map<String, Map<EvaluationGrid.Cell, Evaluation.Result>> methods) {
        Map<String, Object> json = new LinkedHashMap<>();
        methods.forEach((method, cells) -> {
            Map<String, Map<String, Object>> protocols = new LinkedHashMap<>();
            cells.forEach((cell, result) -> protocols
                    .computeIfAbsent(cell.protocol().id(), id -> new LinkedHashMap<>())
                    .put(
                            cell.normalizer().id(),
                            Map.of("metrics", metrics(result), "thresholds", result.thresholds())));
            json.put(method, protocols);
        });
        return json;
    }

    private static Map<String, Object> perImage(Map<String, Evaluation.Result> results) {
        SortedSet<ImageValues.Key> images = new TreeSet<>();
        results.values()
                .forEach(result -> result.perImage().values().forEach(values -> images.addAll(values.images())));
        Map<ImageValues.Key, Integer> places = new HashMap<>();
        images.forEach(image -> places.put(image, places.size()));
        Map<String, Object> methods = new LinkedHashMap<>();
        results.forEach((id, result) -> {
            Map<String, Object> keys = new LinkedHashMap<>();
            result.perImage().forEach((key, values) -> keys.put(key, column(values, places)));
            methods.put(id, keys);
        });
        return Map.of(
                "ids", images.stream().map(ImageValues.Key::id).toList(),
                "labels", images.stream().map(ImageValues.Key::label).toList(),
                "methods", methods);
    }

    private static List<@Nullable Number> column(ImageValues values, Map<ImageValues.Key, Integer> places) {
        List<@Nullable Number> column = new ArrayList<>(Collections.nCopies(places.size(), null));
        for (int i = 0; i < values.values().length; i++) {
            double value = values.values()[i];
            Integer place = Objects.requireNonNull(places.get(values.images().get(i)));
            if (value == 0 || value == 1) {
                column.set(place, (int) value);
            } else {
                column.set(place, value);
            }
        }
        return column;
    }

    private static Map<String, Object> metrics(Evaluation.Result result) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        for (Map.Entry<String, MetricValue> entry : result.metrics().entrySet()) {
            MetricValue value = entry.getValue();
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("value", value.value());
            fields.put("ci95", List.of(value.low(), value.high()));
            fields.put("usesTestLabels", value.usesTestLabels());
            fields.put("thresholdChosenOn", value.chosenOn().text());
            metrics.put(entry.getKey(), fields);
        }
        return metrics;
    }
}
