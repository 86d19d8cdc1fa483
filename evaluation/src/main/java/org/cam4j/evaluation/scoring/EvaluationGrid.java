package org.cam4j.evaluation.scoring;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cam4j.evaluation.boxes.ThresholdGrid;
import org.cam4j.evaluation.maps.Normalizer;
import org.cam4j.evaluation.metric.Metric;
import org.cam4j.evaluation.metric.MetricKey;
import org.cam4j.evaluation.metric.Metrics;
import org.cam4j.evaluation.metric.ThresholdPolicy;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.protocol.Protocol;
import org.cam4j.evaluation.protocol.Protocols;
import org.cam4j.evaluation.statistics.Bootstrap;

/**
 * GT-known localization of the same maps by every protocol, with every normalizer, under every threshold policy: how much a number depends on the evaluator. Maps are
 * not kept; of every image a few bytes stay for each cell. {@link #add} is called by one thread at a time and uses all cores.
 */
public final class EvaluationGrid {
    /** A row: one evaluator. */
    public record Cell(Protocol protocol, Normalizer normalizer) {
        /** Whether this is what the protocol's authors use. */
        public boolean isPublished() {
            return protocol.normalizer() == normalizer;
        }
    }

    private final Map<Cell, Evaluation> evaluations = new LinkedHashMap<>();

    /**
     * An empty grid.
     *
     * @param dataset its id, by which some protocols state their threshold
     * @param chosen for every cell the threshold that other images gave, see {@link #thresholds}; empty where there are none
     */
    public EvaluationGrid(String dataset, Map<Cell, Double> chosen, Bootstrap bootstrap) {
        for (Protocol protocol : Protocols.all()) {
            for (Normalizer normalizer : Normalizer.ofRawMaps()) {
                Cell cell = new Cell(protocol, normalizer);
                List<Metric> metrics = new ArrayList<>();
                for (ThresholdPolicy policy :
                        Metrics.policies(protocol, dataset, Optional.ofNullable(chosen.get(cell)))) {
                    metrics.add(Metrics.gtKnownLoc(policy, protocol, ThresholdGrid.REFERENCE));
                }
                evaluations.put(cell, new Evaluation(metrics, bootstrap));
            }
        }
    }

    /** Measures an image in every cell; its own normalizer is ignored. */
    public void add(EvaluatedImage observation) {
        Normalizer.ofRawMaps().parallelStream().forEach(normalizer -> {
            EvaluatedImage normalized = observation.withNormalizer(normalizer);
            evaluations.forEach((cell, evaluation) -> {
                if (cell.normalizer() == normalizer) {
                    evaluation.add(normalized);
                }
            });
        });
    }

    /** The result of every cell, protocol by protocol; keys are {@code gt_known_loc.<policy>}. */
    public Map<Cell, Evaluation.Result> finish() {
        Map<Cell, Evaluation.Result> results = new LinkedHashMap<>();
        evaluations.forEach((cell, evaluation) -> results.put(cell, evaluation.finish()));
        return results;
    }

    /** The threshold that is best in every cell, to be used on other images; a cell in which nothing could be located is missing. */
    public Map<Cell, Double> thresholds() {
        Map<Cell, Double> thresholds = new LinkedHashMap<>();
        evaluations.forEach((cell, evaluation) ->
                evaluation.finish().threshold(MetricKey.GT_KNOWN_BEST).ifPresent(best -> thresholds.put(cell, best)));
        return thresholds;
    }
}
