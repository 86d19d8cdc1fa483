package org.cam4j.evaluation.metric;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.cam4j.evaluation.Seeds;
import org.cam4j.evaluation.boxes.ThresholdGrid;
import org.cam4j.evaluation.maps.NormalizedMap;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.evaluation.statistics.MetricValue;

/**
 * PxAP: the area under the precision-recall curve of single pixels, over all thresholds and the pixels of all images together; ignored pixels are dropped.
 *
 * <pre>
 * AP = 100 * sum over k >= 1 of P_k (R_k - R_(k-1))      thresholds from high to low
 * </pre>
 *
 * <p>Choe et al., CVPR 2020, section 4.1. Bins as in its code: {@code [0, i), [i, 2i), ..., [1 - i, 1), [1, 2), [2, 3]} with i the threshold interval.
 *
 * <p>What is kept does not grow with the number of images: they fall into {@value #GROUPS} groups by a hash of id and label, and of a group only the sum is kept.
 * The value is that of all pixels, exactly. For the interval whole groups are drawn: groups of independent images are as independent as the images, so that the
 * interval is as wide as one over images on average, and from one grouping to another by about 3 % more or less. A small set has hardly two images in a group.
 */
final class PixelAveragePrecision implements Metric {
    private static final int GROUPS = 500;

    private final ThresholdGrid thresholds;

    public PixelAveragePrecision(ThresholdGrid thresholds) {
        this.thresholds = thresholds;
    }

    @Override
    public String id() {
        return "pxap";
    }

    @Override
    public String description() {
        return "PxAP: pixel-wise average precision against the masks, over all thresholds.";
    }

    @Override
    public List<String> keys() {
        return List.of(id());
    }

    @Override
    public State start() {
        return new Groups(this);
    }

    /** Per group that has an image: pixels per bin of their score, those of the object, then those of the background. */
    private static final class Groups implements State {
        private final transient PixelAveragePrecision metric;
        private final ThresholdGrid thresholds;
        private final SortedMap<Integer, int[]> groups = new TreeMap<>();

        Groups(PixelAveragePrecision metric) {
            this.metric = metric;
            this.thresholds = metric.thresholds;
        }

        @Override
        public void add(EvaluatedImage observation) {
            int group =
                    (int) Math.floorMod(Seeds.derive(observation.id().hashCode(), observation.label()), (long) GROUPS);
            observation
                    .mask()
                    .flatMap(mask -> observation.map().map(map -> metric.histograms(map, mask)))
                    .ifPresent(counts -> groups.merge(group, counts, Groups::sum));
        }

        @Override
        public void merge(State other) {
            if (!(other instanceof Groups more) || !more.thresholds.equals(thresholds)) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT, "Metric '%s': only states of the same metric can be merged.", metric.id()));
            }
            more.groups.forEach((group, counts) -> groups.merge(group, counts, Groups::sum));
        }

        @Override
        public Map<String, MetricValue> results(Bootstrap bootstrap) {
            List<int[]> counts = List.copyOf(groups.values());
            if (counts.isEmpty()) {
                return Map.of();
            }
            Bootstrap.Interval found = bootstrap
                    .intervals(
                            counts.size(), weights -> new double[] {metric.averagePrecision(total(counts, weights))})[
                    0];
            return Double.isNaN(found.value())
                    ? Map.of()
                    : Map.of(metric.id(), new MetricValue(found.value(), found.low(), found.high(), metric.chosenOn()));
        }

        /** Refuses to overflow, which takes 42,800 images in one group, some 21 million in all. */
        private static int[] sum(int[] one, int[] other) {
            int[] sum = new int[one.length];
            for (int i = 0; i < sum.length; i++) {
                sum[i] = Math.addExact(one[i], other[i]);
            }
            return sum;
        }

        private static long[] total(List<int[]> groups, int[] weights) {
            long[] total = new long[groups.get(0).length];
            for (int group = 0; group < weights.length; group++) {
                long weight = weights[group];
                int[] counts = groups.get(group);
                for (int i = 0; i < total.length && weight > 0; i++) {
                    total[i] += weight * counts[i];
                }
            }
            return total;
        }
    }

    private int bins() {
        return thresholds.count() + 2;
    }

    private int[] histograms(NormalizedMap map, byte[] mask) {
        int[] counts = new int[2 * bins()];
        for (int i = 0; i < mask.length; i++) {
            if (mask[i] == 0 || mask[i] == 1) {
                counts[bin(map.values()[i]) + (mask[i] == 1 ? 0 : bins())]++;
            }
        }
        return counts;
    }

    private int bin(double score) {
        int count = thresholds.count();
        if (score >= 1) {
            return count;
        }
        int bin = Math.min((int) (score / thresholds.interval()), count - 1);
        if (thresholds.value(bin) > score) { // the division may be off by one where the score is on an edge
            return bin - 1;
        }
        return bin + 1 < count && thresholds.value(bin + 1) <= score ? bin + 1 : bin;
    }

    private double averagePrecision(long[] counts) {
        long positives = 0;
        for (int bin = 0; bin < bins(); bin++) {
            positives += counts[bin];
        }
        if (positives == 0) {
            return Double.NaN;
        }
        long truePositives = counts[bins() - 1];
        long falsePositives = counts[2 * bins() - 1];
        double recallBefore = (double) truePositives / positives;
        double sum = 0;
        for (int bin = bins() - 2; bin >= 0; bin--) {
            truePositives += counts[bin];
            falsePositives += counts[bins() + bin];
            if (truePositives + falsePositives > 0) {
                double precision = (double) truePositives / (truePositives + falsePositives);
                double recall = (double) truePositives / positives;
                sum += precision * (recall - recallBefore);
                recallBefore = recall;
            }
        }
        return 100 * sum;
    }
}
