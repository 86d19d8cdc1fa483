package org.cam4j.experiments.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cam4j.datasets.Skipped;
import org.cam4j.training.evaluate.Evaluation;
import org.cam4j.training.evaluate.EvaluationGrid;
import org.cam4j.training.evaluate.MetricValue;

/** The JSON of {@code evaluate}, schema version 1. */
final class EvaluationJson {
    private EvaluationJson() {}

    /** The top-level metrics are those of the first method. */
    static Map<String, Object> of(
            int images, List<Skipped> skipped, Map<String, Evaluation.Result> results, Object provenance) {
        Map<String, Object> methods = new LinkedHashMap<>();
        results.forEach((id, result) -> methods.put(id, Map.of("metrics", metrics(result))));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("schemaVersion", 1);
        json.put("images", images);
        json.put("skipped", skipped);
        json.put("metrics", metrics(results.values().iterator().next()));
        json.put("methods", methods);
        json.put("provenance", provenance);
        return json;
    }

    /** By method, then by dialect, then by normaliser: what an evaluation's metrics are. */
    static Map<String, Object> grid(Map<String, Map<EvaluationGrid.Cell, Evaluation.Result>> methods) {
        Map<String, Object> json = new LinkedHashMap<>();
        methods.forEach((method, cells) -> {
            Map<String, Map<String, Object>> dialects = new LinkedHashMap<>();
            cells.forEach(
                    (cell, result) -> dialects.computeIfAbsent(cell.dialect().id(), id -> new LinkedHashMap<>())
                            .put(
                                    cell.normaliser().id(),
                                    Map.of("metrics", metrics(result), "thresholds", result.thresholds())));
            json.put(method, dialects);
        });
        return json;
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
