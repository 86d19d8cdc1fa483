package org.cam4j.training.evaluate.metric;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cam4j.training.evaluate.Observation;
import org.cam4j.training.evaluate.Thresholds;

/** The share of images in which the box of the largest contour has an IoU of at least 0.5 with a ground-truth box, under a threshold policy. */
abstract class LocalisationAccuracy extends PerImageMetric<ThresholdHits> {
    private static final double DELTA = 0.5;

    private final String name;
    final ThresholdPolicy policy;
    private final Thresholds thresholds;

    LocalisationAccuracy(String name, ThresholdPolicy policy, Thresholds thresholds) {
        this.name = name;
        this.policy = policy;
        this.thresholds = thresholds;
    }

    @Override
    public String id() {
        return name + "." + policy.id();
    }

    @Override
    public List<String> keys() {
        return List.of(id());
    }

    @Override
    public boolean usesTestLabels() {
        return policy.usesTestLabels();
    }

    /** Whether the image can be correct at all; empty where that cannot be said. */
    abstract Optional<Boolean> gate(Observation observation);

    @Override
    final Optional<ThresholdHits> measure(Observation observation) {
        if (!observation.hasLocation() || observation.truth().isEmpty()) {
            return Optional.empty();
        }
        return gate(observation)
                .map(open -> open
                        ? policy.hits(observation, DELTA, thresholds)
                        : ThresholdHits.everywhere(false, thresholds));
    }

    @Override
    final double[] values(List<ThresholdHits> records, int[] weights) {
        int[] counts = ThresholdHits.count(records, weights, thresholds);
        return new double[] {100.0 * counts[ThresholdHits.best(counts)] / sum(weights)};
    }

    @Override
    final Map<String, Double> thresholds(List<ThresholdHits> records) {
        if (!policy.isChosenOverSet()) {
            return Map.of();
        }
        int[] counts = ThresholdHits.count(records, once(records), thresholds);
        return Map.of(id(), thresholds.value(ThresholdHits.best(counts)));
    }
}
