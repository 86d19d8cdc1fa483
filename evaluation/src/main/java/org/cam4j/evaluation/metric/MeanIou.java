package org.cam4j.evaluation.metric;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.statistics.ThresholdSource;

/**
 * mIoU of the thresholded map with the mask: per class the intersections and unions of its images are added up, then the mean over the classes is taken. No
 * background class; ignored pixels are dropped.
 *
 * <p>Meng et al., 2019: threshold 0.15 of the maximum. The foreground is what is greater than that, on the 224 x 224 grid.
 */
final class MeanIou extends PerImageMetric<Overlap> {
    private final double threshold;

    public MeanIou(double threshold) {
        this.threshold = threshold;
    }

    @Override
    public String id() {
        return "miou";
    }

    @Override
    public String description() {
        return String.format(
                Locale.ROOT,
                "Mean IoU with the masks over classes, pixels of a class pooled, at %s of the map's maximum.",
                threshold);
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
    Optional<Overlap> measure(EvaluatedImage observation) {
        return overlap(observation, threshold);
    }

    /** Empty without mask, without an object in it, or without map and box. */
    static Optional<Overlap> overlap(EvaluatedImage observation, double threshold) {
        return observation
                .mask()
                .flatMap(mask -> observation
                        .foreground(threshold)
                        .map(foreground -> Overlap.of(observation.label(), foreground, mask)))
                .filter(overlap -> overlap.object() > 0);
    }

    @Override
    double[] values(List<Overlap> records, int[] weights) {
        return new double[] {
            ClassMean.of(records, weights, Overlap::label, overlap -> 100.0 * overlap.both(), Overlap::union)
        };
    }
}
