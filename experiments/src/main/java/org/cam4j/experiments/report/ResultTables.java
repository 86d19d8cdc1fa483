package org.cam4j.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cam4j.evaluation.metric.MetricKey;
import org.cam4j.evaluation.scoring.Evaluation;
import org.cam4j.evaluation.statistics.MetricValue;

/** Results of several methods on the same images as one table, a method a row. */
public final class ResultTables {
    /** What is said below such a table. */
    public static final String NOTE = "In percent, with half the width of the 95 % interval over images. Thresholds: @"
            + " fixed; 'validation' selected on other images; 'automatic' selected on each image without labels. *"
            + " selected with the labels of the evaluated images: an upper bound.";

    /** Keys and what is written above them. */
    private static final List<Map.Entry<String, String>> COLUMNS = List.of(
            Map.entry(MetricKey.TOP1_CLS.id(), "Top-1 Cls"),
            Map.entry(MetricKey.TOP5_CLS.id(), "Top-5 Cls"),
            Map.entry(MetricKey.MAX_BOX_ACC_30.id(), "MaxBoxAcc 0.3"),
            Map.entry(MetricKey.MAX_BOX_ACC_50.id(), "MaxBoxAcc 0.5"),
            Map.entry(MetricKey.MAX_BOX_ACC_70.id(), "MaxBoxAcc 0.7"),
            Map.entry(MetricKey.MAX_BOX_ACC_V2.id(), "MaxBoxAccV2"),
            Map.entry(MetricKey.GT_KNOWN_20.id(), "GT-known @0.20"),
            Map.entry(MetricKey.gtKnown("fixed-0.15").id(), "GT-known @0.15"),
            Map.entry(MetricKey.gtKnown("fixed-0.12").id(), "GT-known @0.12"),
            Map.entry(MetricKey.gtKnown("fixed-0.35").id(), "GT-known @0.35"),
            Map.entry(MetricKey.GT_KNOWN_VALIDATION.id(), "GT-known validation"),
            Map.entry(MetricKey.GT_KNOWN_AUTOMATIC.id(), "GT-known automatic"),
            Map.entry(MetricKey.GT_KNOWN_BEST.id(), "GT-known best"),
            Map.entry(MetricKey.GT_KNOWN_ORACLE.id(), "GT-known oracle"),
            Map.entry(MetricKey.TOP1_LOC_20.id(), "Top-1 Loc @0.20"),
            Map.entry("pxap", "PxAP"),
            Map.entry("miou", "mIoU"),
            Map.entry("coverage_inside", "Inside"),
            Map.entry("coverage_outside", "Outside"),
            Map.entry("average_drop", "Drop"),
            Map.entry("increase_in_confidence", "Increase"),
            Map.entry("insertion_auc", "Insertion"),
            Map.entry("deletion_auc", "Deletion"));

    /** The most important keys, in the order of importance. */
    private static final List<String> SUMMARY = List.of(
            MetricKey.TOP1_CLS.id(),
            MetricKey.MAX_BOX_ACC_V2.id(),
            MetricKey.GT_KNOWN_VALIDATION.id(),
            MetricKey.GT_KNOWN_20.id(),
            MetricKey.TOP1_LOC_20.id(),
            "pxap",
            "miou",
            "insertion_auc",
            "deletion_auc",
            MetricKey.GT_KNOWN_AUTOMATIC.id(),
            MetricKey.MAX_BOX_ACC_50.id());

    private static final int SUMMARY_COLUMNS = 5;

    private ResultTables() {}

    /** All columns for which any row has a value. */
    public static Table of(Map<String, Evaluation.Result> results) {
        return of(results, present(results));
    }

    /**
     * The most important columns for which any row has a value: the method and at most five metrics.
     *
     * @param columns characters that a line has room for
     */
    public static Table summary(Map<String, Evaluation.Result> results, int columns) {
        List<Map.Entry<String, String>> present = present(results);
        List<String> keys = SUMMARY.stream()
                .filter(key ->
                        present.stream().anyMatch(column -> column.getKey().equals(key)))
                .toList();
        for (int count = Math.min(SUMMARY_COLUMNS, keys.size()); ; count--) {
            List<String> shown = keys.subList(0, count);
            Table table = of(
                    results,
                    present.stream()
                            .filter(column -> shown.contains(column.getKey()))
                            .toList());
            if (count <= 1 || table.markdown().indexOf('\n') <= columns) {
                return table;
            }
        }
    }

    private static List<Map.Entry<String, String>> present(Map<String, Evaluation.Result> results) {
        return COLUMNS.stream()
                .filter(column -> results.values().stream()
                        .anyMatch(result -> result.metrics().containsKey(column.getKey())))
                .toList();
    }

    private static Table of(Map<String, Evaluation.Result> results, List<Map.Entry<String, String>> columns) {
        List<String> header = new ArrayList<>(List.of("Method"));
        for (Map.Entry<String, String> column : columns) {
            boolean marked = results.values().stream()
                    .map(result -> result.metrics().get(column.getKey()))
                    .anyMatch(value -> value != null && value.usesTestLabels());
            header.add(column.getValue() + (marked ? "*" : ""));
        }
        List<List<String>> rows = new ArrayList<>();
        results.forEach((method, result) -> {
            List<String> row = new ArrayList<>(List.of(method));
            columns.forEach(column -> row.add(cell(result.metrics().get(column.getKey()))));
            rows.add(row);
        });
        return new Table(header, rows);
    }

    static String cell(@org.jspecify.annotations.Nullable MetricValue value) {
        return value == null
                ? "-"
                : String.format(Locale.ROOT, "%.2f ±%.1f", value.value(), (value.high() - value.low()) / 2);
    }
}
