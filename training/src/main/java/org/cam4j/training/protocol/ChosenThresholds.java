package org.cam4j.training.protocol;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.cam4j.evaluation.metric.MetricKey;
import org.cam4j.evaluation.scoring.Evaluation;
import org.cam4j.evaluation.scoring.EvaluationGrid;

/**
 * The thresholds that other images gave, by the method's id.
 *
 * @param thresholds for the evaluator asked for
 * @param grids for every cell of the grid; empty without {@code --grid}
 */
public record ChosenThresholds(Map<String, Double> thresholds, Map<String, Map<EvaluationGrid.Cell, Double>> grids) {
    public static final ChosenThresholds NONE = new ChosenThresholds(Map.of(), Map.of());

    /** What images gave that were measured to choose. */
    static ChosenThresholds of(Map<String, Evaluation.Result> results, Map<String, EvaluationGrid> grids) {
        Map<String, Double> thresholds = new LinkedHashMap<>();
        results.forEach(
                (id, result) -> result.threshold(MetricKey.GT_KNOWN_BEST).ifPresent(best -> thresholds.put(id, best)));
        Map<String, Map<EvaluationGrid.Cell, Double>> cells = new LinkedHashMap<>();
        grids.forEach((id, grid) -> cells.put(id, grid.thresholds()));
        return new ChosenThresholds(thresholds, cells);
    }

    public Optional<Double> of(String method) {
        return Optional.ofNullable(thresholds.get(method));
    }

    public Map<EvaluationGrid.Cell, Double> grid(String method) {
        return grids.getOrDefault(method, Map.of());
    }
}
