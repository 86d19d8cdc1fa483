package org.cam4j.experiments.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cam4j.evaluation.statistics.Comparison;
import org.cam4j.evaluation.statistics.Difference;
import org.cam4j.evaluation.statistics.SeedInterval;

/** The JSON of {@code compare}, schema version 1. */
public final class ComparisonJson {
    private ComparisonJson() {}

    /** Differences are B minus A; {@code ci95} and {@code p} are over images, those below {@code seeds} over runs. */
    public static Map<String, Object> of(
            Comparison comparison,
            List<String> filesA,
            String methodA,
            List<String> filesB,
            String methodB,
            List<String> notes) {
        Map<String, Object> keys = new LinkedHashMap<>();
        comparison.rows().forEach(row -> keys.put(row.key(), row(row)));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("schemaVersion", 1);
        json.put("a", Map.of("files", filesA, "method", methodA));
        json.put("b", Map.of("files", filesB, "method", methodB));
        json.put(
                "images",
                Map.of("common", comparison.common(), "onlyA", comparison.onlyA(), "onlyB", comparison.onlyB()));
        json.put("keys", keys);
        json.put("notes", notes);
        return json;
    }

    private static Map<String, Object> row(Comparison.Row row) {
        Map<String, Object> json = difference(row.difference());
        json.put("a", row.a());
        json.put("b", row.b());
        json.put("test", row.test().name().toLowerCase(Locale.ROOT));
        json.put("images", row.images());
        json.put("usesTestLabels", row.usesTestLabels());
        json.put("verdict", row.verdict());
        row.seeds().ifPresent(seeds -> {
            Map<String, Object> over = difference(seeds.difference());
            over.put("a", side(seeds.a()));
            over.put("b", side(seeds.b()));
            json.put("seeds", over);
        });
        return json;
    }

    private static Map<String, Object> difference(Difference difference) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("difference", difference.value());
        json.put("ci95", List.of(difference.low(), difference.high()));
        json.put("p", difference.p());
        return json;
    }

    private static Map<String, Object> side(SeedInterval interval) {
        return Map.of(
                "runs", interval.runs(),
                "mean", interval.mean(),
                "standardDeviation", interval.standardDeviation(),
                "ci95", List.of(interval.low(), interval.high()));
    }
}
