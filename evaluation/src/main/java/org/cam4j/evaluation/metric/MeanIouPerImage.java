package org.cam4j.evaluation.metric;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.statistics.ThresholdSource;

/** The mean over images of the IoU of the thresholded map with the mask. Papers use this mean or that of {@link MeanIou}. */
final class MeanIouPerImage extends PerImageMetric<Double> {
    private final double threshold;

    public MeanIouPerImage(double threshold) {
        this.threshold = threshold;
    }

    @Override
    public String id() {
        return "miou_per_image";
    }

    @Override
    public String description() {
        return String.format(Locale.ROOT, "Mean IoU with the mask over images, at %s of the map's maximum.", threshold);
    }

    @Override
    public List<String> keys() {
        return List.of(id());
    }

    @Override
    public ThresholdSource chosenOn() {
        return ThresholdSource.STATED;
    }

    @Override
    Optional<Double> measure(EvaluatedImage observation) {
        return MeanIou.overlap(observation, threshold).map(overlap -> 100.0 * overlap.both() / overlap.union());
    }

    @Override
    double[] values(List<Double> records, int[] weights) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * records.get(i);
        }
        return new double[] {sum / sum(weights)};
    }

    @Override
    Map<String, double[]> contributions(List<Double> records) {
        return Map.of(id(), records.stream().mapToDouble(iou -> iou / 100).toArray());
    }
}
