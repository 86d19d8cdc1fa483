package org.cam4j.training.evaluate;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cam4j.training.evaluate.metric.Coverage;
import org.cam4j.training.evaluate.metric.Faithfulness;
import org.cam4j.training.evaluate.metric.GtKnownLoc;
import org.cam4j.training.evaluate.metric.MaxBoxAcc;
import org.cam4j.training.evaluate.metric.MeanIou;
import org.cam4j.training.evaluate.metric.MeanIouPerImage;
import org.cam4j.training.evaluate.metric.PixelAveragePrecision;
import org.cam4j.training.evaluate.metric.PointingGame;
import org.cam4j.training.evaluate.metric.ThresholdPolicy;
import org.cam4j.training.evaluate.metric.Top1Loc;
import org.cam4j.training.evaluate.metric.TopClassification;

/** The catalogue of metrics. A new one is one line here. */
public final class Metrics {
    /** Meng et al., 2019. */
    private static final double SEGMENTATION_THRESHOLD = 0.15;
    /** Zhou et al., CVPR 2016. */
    private static final double CAM_THRESHOLD = 0.2;

    private Metrics() {}

    /** Every metric that needs nothing but the images, at the reference's thresholds. */
    public static List<Metric> all() {
        return all(Thresholds.REFERENCE);
    }

    /** Every metric that needs nothing but the images. */
    public static List<Metric> all(Thresholds thresholds) {
        return List.of(
                new TopClassification(1),
                new TopClassification(5),
                new MaxBoxAcc(Contours.LARGEST, thresholds),
                new MaxBoxAcc(Contours.ALL, thresholds),
                new GtKnownLoc(ThresholdPolicy.fixed(0.2), thresholds),
                new GtKnownLoc(ThresholdPolicy.fixed(0.15), thresholds),
                new GtKnownLoc(ThresholdPolicy.best(), thresholds),
                new GtKnownLoc(ThresholdPolicy.oracle(), thresholds),
                new Top1Loc(ThresholdPolicy.fixed(0.2), thresholds),
                new Top1Loc(ThresholdPolicy.fixed(0.15), thresholds),
                new Top1Loc(ThresholdPolicy.best(), thresholds),
                new Top1Loc(ThresholdPolicy.oracle(), thresholds),
                new PixelAveragePrecision(thresholds),
                new MeanIou(SEGMENTATION_THRESHOLD),
                new MeanIouPerImage(SEGMENTATION_THRESHOLD),
                new Coverage(CAM_THRESHOLD),
                new PointingGame(),
                Faithfulness.averageDrop(),
                Faithfulness.increaseInConfidence(),
                Faithfulness.insertion(),
                Faithfulness.deletion());
    }

    /**
     * The localisation accuracies at a threshold that was chosen on the validation split.
     *
     * @param threshold {@code thresholds().get("gt_known_loc.best")} of the validation split's result
     */
    public static List<Metric> atValidationThreshold(double threshold) {
        ThresholdPolicy policy = ThresholdPolicy.validation(threshold);
        return List.of(new GtKnownLoc(policy, Thresholds.REFERENCE), new Top1Loc(policy, Thresholds.REFERENCE));
    }

    /**
     * The metric of this id.
     *
     * @throws IllegalArgumentException that lists the known ids and the nearest one, when there is none
     */
    public static Metric byId(String id) {
        return all().stream()
                .filter(metric -> metric.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Metric '%s' is unknown, did you mean '%s'? Known: %s."
                        .formatted(
                                id, nearest(id), all().stream().map(Metric::id).collect(Collectors.joining(", ")))));
    }

    /** The known id that shares the longest beginning with this one. */
    private static String nearest(String id) {
        return longestFirst(id)
                .flatMap(start -> all().stream().map(Metric::id).filter(known -> known.startsWith(start)))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<String> longestFirst(String id) {
        return Stream.iterate(id.length(), length -> length >= 0, length -> length - 1)
                .map(length -> id.substring(0, length));
    }
}
