package org.cam4j.experiments.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.cam4j.training.evaluate.Evaluation;
import org.cam4j.training.evaluate.EvaluationGrid;

/**
 * The thresholds that other images gave, by the method's id.
 *
 * @param thresholds for the evaluator asked for
 * @param grids for every cell of the grid; empty without {@code --grid}
 */
record ChosenThresholds(Map<String, Double> thresholds, Map<String, Map<EvaluationGrid.Cell, Double>> grids) {
    static final ChosenThresholds NONE = new ChosenThresholds(Map.of(), Map.of());

    static ChosenThresholds of(Map<String, Evaluation.Result> results, Map<String, EvaluationGrid> grids) {
        Map<String, Double> thresholds = new LinkedHashMap<>();
        results.forEach((id, result) -> {
            Double best = result.thresholds().get("gt_known_loc.best");
            if (best != null) {
                thresholds.put(id, best);
            }
        });
        Map<String, Map<EvaluationGrid.Cell, Double>> cells = new LinkedHashMap<>();
        grids.forEach((id, grid) -> cells.put(id, grid.thresholds()));
        return new ChosenThresholds(thresholds, cells);
    }

    Optional<Double> of(String method) {
        return Optional.ofNullable(thresholds.get(method));
    }

    Map<EvaluationGrid.Cell, Double> grid(String method) {
        return grids.getOrDefault(method, Map.of());
    }
}
