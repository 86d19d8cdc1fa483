package org.cam4j.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cam4j.evaluation.metric.Metrics;
import org.cam4j.evaluation.metric.ThresholdPolicy;
import org.cam4j.evaluation.scoring.Evaluation;
import org.cam4j.evaluation.scoring.EvaluationGrid.Cell;
import org.cam4j.evaluation.statistics.MetricValue;

/** The same maps by every evaluator as one table: a protocol and normalizer a row, a threshold policy a column, GT-known localization in the cells. */
public final class GridTable {
    /** What is said below such a table. */
    public static final String NOTE =
            "GT-known localization. own: the threshold that the dialect's authors state; (own) behind a normalizer: theirs. "
                    + ResultTables.NOTE;

    private static final String KEY = "gt_known_loc.";

    private GridTable() {}

    /**
     * The table.
     *
     * @param methods for every method's id its grid; with one method its name is left out
     * @param dataset its id, by which some protocols state their threshold
     */
    public static Table of(Map<String, Map<Cell, Evaluation.Result>> methods, String dataset) {
        List<String> policies = Stream.concat(
                        Metrics.policies().stream().map(ThresholdPolicy::id), Stream.of("validation"))
                .filter(policy -> results(methods).anyMatch(r -> r.metrics().containsKey(KEY + policy)))
                .toList();
        List<String> header = new ArrayList<>(methods.size() > 1 ? List.of("Method") : List.of());
        header.addAll(List.of("Dialect", "Normaliser", "own"));
        for (String policy : policies) {
            boolean marked = results(methods)
                    .flatMap(result -> Stream.ofNullable(result.metrics().get(KEY + policy)))
                    .anyMatch(MetricValue::usesTestLabels);
            header.add(policy + (marked ? "*" : ""));
        }
        List<List<String>> rows = new ArrayList<>();
        methods.forEach((method, cells) -> cells.forEach((cell, result) -> {
            List<String> row = new ArrayList<>(methods.size() > 1 ? List.of(method) : List.of());
            row.add(cell.protocol().id());
            row.add(cell.normalizer().id() + (cell.isPublished() ? " (own)" : ""));
            String own = cell.protocol().threshold(dataset).stream()
                    .mapToObj(ThresholdPolicy::fixed)
                    .map(policy -> ResultTables.cell(result.metrics().get(KEY + policy.id())))
                    .findFirst()
                    .orElse("-");
            row.add(own);
            policies.forEach(
                    policy -> row.add(ResultTables.cell(result.metrics().get(KEY + policy))));
            rows.add(row);
        }));
        return new Table(header, rows);
    }

    private static Stream<Evaluation.Result> results(Map<String, Map<Cell, Evaluation.Result>> methods) {
        return methods.values().stream().flatMap(cells -> cells.values().stream());
    }
}
