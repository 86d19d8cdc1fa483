package org.cam4j.evaluation.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.cam4j.evaluation.boxes.AutomaticThreshold.Choice;
import org.cam4j.evaluation.boxes.Boxes;
import org.cam4j.evaluation.boxes.ThresholdGrid;
import org.cam4j.evaluation.catalog.Catalog;
import org.cam4j.evaluation.protocol.Protocol;
import org.cam4j.evaluation.protocol.Protocols;

/** The catalog of metrics. A new one is one line here. */
public final class Metrics {
    /** Meng et al., 2019. */
    private static final double SEGMENTATION_THRESHOLD = 0.15;
    /** Zhou et al., CVPR 2016. */
    private static final double CAM_THRESHOLD = 0.2;

    private static final Catalog<Metric> ALL =
            Catalog.of("metric", Metric::id, all(ThresholdGrid.REFERENCE, Protocols.DEFAULT, policies()));

    private Metrics() {}

    /** Every metric that needs nothing but the images, at the reference's thresholds. */
    public static List<Metric> all() {
        return ALL.all();
    }

    /** Every metric that needs nothing but the images, by the default protocol. */
    public static List<Metric> all(ThresholdGrid thresholds) {
        return all(thresholds, Protocols.DEFAULT, policies());
    }

    /**
     * Every metric, localization by a protocol's rules.
     *
     * @param policies of the localization accuracies
     */
    public static List<Metric> all(ThresholdGrid thresholds, Protocol protocol, List<ThresholdPolicy> policies) {
        List<Metric> metrics = new ArrayList<>(List.of(
                new TopClassification(1),
                new TopClassification(5),
                new MaxBoxAcc(Boxes.Contours.LARGEST, thresholds),
                new MaxBoxAcc(Boxes.Contours.ALL, thresholds)));
        metrics.addAll(localization(policies, protocol, thresholds));
        metrics.addAll(List.of(
                new PixelAveragePrecision(thresholds),
                new MeanIou(SEGMENTATION_THRESHOLD),
                new MeanIouPerImage(SEGMENTATION_THRESHOLD),
                new Coverage(CAM_THRESHOLD),
                new PointingGame(),
                Faithfulness.averageDrop(),
                Faithfulness.increaseInConfidence(),
                Faithfulness.insertion(),
                Faithfulness.deletion()));
        return List.copyOf(metrics);
    }

    /**
     * The threshold that a protocol's authors state for a data set, the policies of {@link #policies()}, and the threshold that was selected on other images,
     * where there are any.
     *
     * @param chosen the threshold of {@link MetricKey#GT_KNOWN_BEST} in the result of the other images
     */
    public static List<ThresholdPolicy> policies(Protocol protocol, String dataset, Optional<Double> chosen) {
        return Stream.of(
                        protocol.threshold(dataset).stream().mapToObj(ThresholdPolicy::fixed),
                        policies().stream(),
                        chosen.stream().map(ThresholdPolicy::validation))
                .flatMap(part -> part)
                .distinct()
                .toList();
    }

    /** What chooses a threshold for {@link #policies(Protocol, String, Optional)}. */
    public static List<Metric> choosing(Protocol protocol) {
        return List.of(new GtKnownLoc(ThresholdPolicy.best(), protocol, ThresholdGrid.REFERENCE));
    }

    /** The threshold policies that need nothing but the images; every result holds all of them. */
    public static List<ThresholdPolicy> policies() {
        return List.of(
                ThresholdPolicy.fixed(CAM_THRESHOLD),
                ThresholdPolicy.fixed(SEGMENTATION_THRESHOLD),
                ThresholdPolicy.automatic(),
                ThresholdPolicy.automatic(Choice.LARGEST, true),
                ThresholdPolicy.automatic(Choice.FIRST, false),
                ThresholdPolicy.automatic(Choice.LARGEST, false),
                ThresholdPolicy.best(),
                ThresholdPolicy.oracle());
    }

    private static List<Metric> localization(
            List<ThresholdPolicy> policies, Protocol protocol, ThresholdGrid thresholds) {
        List<Metric> metrics = new ArrayList<>();
        policies.forEach(policy -> metrics.add(new GtKnownLoc(policy, protocol, thresholds)));
        policies.forEach(policy -> metrics.add(new TopLoc(1, policy, protocol, thresholds)));
        policies.forEach(policy -> metrics.add(new TopLoc(5, policy, protocol, thresholds)));
        return metrics;
    }

    /**
     * The localization accuracies at a threshold that was selected on the validation split.
     *
     * @param threshold the threshold of {@link MetricKey#GT_KNOWN_BEST} in the result of the validation split
     */
    public static List<Metric> atValidationThreshold(double threshold) {
        return localization(List.of(ThresholdPolicy.validation(threshold)), Protocols.DEFAULT, ThresholdGrid.REFERENCE);
    }

    /**
     * The metric of this id.
     *
     * @throws IllegalArgumentException if there is none; the message names the nearest id and all others
     */
    public static Metric byId(String id) {
        return ALL.byId(id);
    }

    /** Top-k localization accuracy: the class is among the first k, and the box of its map is right. */
    public static Metric topLoc(int k, ThresholdPolicy policy, Protocol protocol, ThresholdGrid thresholds) {
        return new TopLoc(k, policy, protocol, thresholds);
    }

    /** Localization accuracy with known class: the box of the true class's map is right. */
    public static Metric gtKnownLoc(ThresholdPolicy policy, Protocol protocol, ThresholdGrid thresholds) {
        return new GtKnownLoc(policy, protocol, thresholds);
    }

    /** MaxBoxAcc for the largest contour, MaxBoxAccV2 for all of them. */
    public static Metric maxBoxAcc(Boxes.Contours contours, ThresholdGrid thresholds) {
        return new MaxBoxAcc(contours, thresholds);
    }

    /**
     * How much of the object a map covers, and how much of the map lies outside it; the keys name the threshold, as in {@code coverage_inside@0.40}.
     *
     * @param threshold part of the map's maximum
     */
    public static Metric coverageAt(double threshold) {
        return Coverage.at(threshold);
    }

    /** How rough a map is: its total variation, in percent of that of one straight edge across the image, under the key {@code total_variation}. */
    public static Metric totalVariation() {
        return new TotalVariation();
    }
}
