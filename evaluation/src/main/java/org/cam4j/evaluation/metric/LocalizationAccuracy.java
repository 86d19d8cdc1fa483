package org.cam4j.evaluation.metric;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cam4j.evaluation.boxes.ThresholdGrid;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.protocol.Protocol;
import org.cam4j.evaluation.statistics.ThresholdSource;

/** The share of images in which the predicted box overlaps with a ground-truth box by half, by the rules of a protocol and under a threshold policy. */
abstract class LocalizationAccuracy extends PerImageMetric<ThresholdHits> {
    private final String name;
    private final Protocol protocol;
    final ThresholdPolicy policy;
    private final ThresholdGrid thresholds;

    LocalizationAccuracy(String name, ThresholdPolicy policy, Protocol protocol, ThresholdGrid thresholds) {
        this.name = name;
        this.protocol = protocol;
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
    public final ThresholdSource chosenOn() {
        return policy.chosenOn();
    }

    /** Whether the class must be right too. */
    abstract boolean classCounts();

    /** Whether the image can be correct at all; empty where that cannot be said. */
    abstract Optional<Boolean> gate(EvaluatedImage observation);

    @Override
    final Optional<ThresholdHits> measure(EvaluatedImage observation) {
        if (!observation.hasLocation() || observation.truth().isEmpty()) {
            return Optional.empty();
        }
        return gate(observation)
                .map(open -> open
                        ? policy.hits(
                                observation,
                                observation.curve(protocol),
                                iou -> protocol.isCorrect(iou, classCounts()),
                                thresholds)
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

    @Override
    final Map<String, double[]> contributions(List<ThresholdHits> records) {
        return Map.of(id(), ThresholdHits.atBest(records, thresholds));
    }
}
