package org.cam4j.evaluation.metric;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.statistics.ThresholdSource;

/**
 * How wide a map is: the share of the object inside the thresholded map, and the share of the thresholded map outside the object; means over images. The object
 * is the mask, or where there is none what the ground-truth boxes cover. A map without foreground covers nothing and has nothing outside: 0 and 0.
 *
 * <p>A measure of "wider" in Kim et al., 2020, who show pictures only.
 */
final class Coverage extends PerImageMetric<Overlap> {
    private final double threshold;
    private final String suffix;

    public Coverage(double threshold) {
        this(threshold, "");
    }

    private Coverage(double threshold, String suffix) {
        this.threshold = threshold;
        this.suffix = suffix;
    }

    /** Coverage at one of several thresholds, which its keys name: {@code coverage_inside@0.40}. */
    public static Coverage at(double threshold) {
        return new Coverage(threshold, String.format(Locale.ROOT, "@%.2f", threshold));
    }

    @Override
    public String id() {
        return "coverage" + suffix;
    }

    @Override
    public String description() {
        return String.format(
                Locale.ROOT,
                "Percentage of the object inside the map, and of the map outside the object, at %s of the map's maximum.",
                threshold);
    }

    @Override
    public List<String> keys() {
        return List.of("coverage_inside" + suffix, "coverage_outside" + suffix);
    }

    @Override
    public ThresholdSource chosenOn() {
        return ThresholdSource.STATED;
    }

    @Override
    Optional<Overlap> measure(EvaluatedImage observation) {
        return observation
                .object()
                .flatMap(object -> observation
                        .foreground(threshold)
                        .map(foreground -> Overlap.of(observation.label(), foreground, object)))
                .filter(overlap -> overlap.object() > 0);
    }

    @Override
    double[] values(List<Overlap> records, int[] weights) {
        double inside = 0;
        double outside = 0;
        for (int i = 0; i < weights.length; i++) {
            inside += weights[i] * inside(records.get(i));
            outside += weights[i] * outside(records.get(i));
        }
        return new double[] {100 * inside / sum(weights), 100 * outside / sum(weights)};
    }

    @Override
    Map<String, double[]> contributions(List<Overlap> records) {
        return Map.of(
                keys().get(0), records.stream().mapToDouble(Coverage::inside).toArray(),
                keys().get(1), records.stream().mapToDouble(Coverage::outside).toArray());
    }

    private static double inside(Overlap overlap) {
        return (double) overlap.both() / overlap.object();
    }

    private static double outside(Overlap overlap) {
        return (double) (overlap.map() - overlap.both()) / Math.max(1, overlap.map());
    }
}
