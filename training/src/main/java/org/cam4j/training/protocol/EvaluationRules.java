package org.cam4j.training.protocol;

import java.util.List;
import java.util.Optional;
import org.cam4j.datasets.Dataset;
import org.cam4j.evaluation.boxes.ThresholdGrid;
import org.cam4j.evaluation.maps.Normalizer;
import org.cam4j.evaluation.metric.Metric;
import org.cam4j.evaluation.metric.Metrics;
import org.cam4j.evaluation.protocol.Protocol;

/**
 * The rules by which maps are measured.
 *
 * @param dataset its id, by which some protocols state their threshold
 * @param protocol makes boxes from maps
 * @param normalizer from raw map to 0..1
 */
public record EvaluationRules(String dataset, Protocol protocol, Normalizer normalizer) {
    /** A protocol with its own normalizer. */
    public static EvaluationRules of(Dataset dataset, Protocol protocol) {
        return new EvaluationRules(dataset.id(), protocol, protocol.normalizer());
    }

    /**
     * Every metric under every threshold policy.
     *
     * @param chosen the threshold that other images gave, for the policy {@code validation}; without it the policy is left out
     */
    public List<Metric> metrics(Optional<Double> chosen) {
        return Metrics.all(ThresholdGrid.REFERENCE, protocol, Metrics.policies(protocol, dataset, chosen));
    }

    /** What finds the threshold that is best for the measured images. */
    public List<Metric> choosing() {
        return Metrics.choosing(protocol);
    }
}
