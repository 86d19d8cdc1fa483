package org.cam4j.experiments.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cam4j.datasets.Skipped;
import org.cam4j.training.evaluate.Evaluation;
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

    private static Map<String, Object> metrics(Evaluation.Result result) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        for (Map.Entry<String, MetricValue> entry : result.metrics().entrySet()) {
            MetricValue value = entry.getValue();
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("value", value.value());
            fields.put("ci95", List.of(value.low(), value.high()));
            fields.put("usesTestLabels", value.usesTestLabels());
            metrics.put(entry.getKey(), fields);
        }
        return metrics;
    }
}
