package org.cam4j.training.evaluate.metric;

import java.util.List;
import java.util.Optional;
import org.cam4j.training.evaluate.NormalisedMap;
import org.cam4j.training.evaluate.Observation;
import org.cam4j.training.evaluate.Thresholds;

/**
 * PxAP: the area under the precision-recall curve of single pixels, over all thresholds and the pixels of all images together; ignored pixels are dropped.
 *
 * <pre>
 * AP = 100 * sum over k >= 1 of P_k (R_k - R_(k-1))      thresholds from high to low
 * </pre>
 *
 * <p>Choe et al., CVPR 2020, section 4.1. Bins as in its code: {@code [0, i), [i, 2i), ..., [1 - i, 1), [1, 2), [2, 3]} with i the threshold interval.
 */
public final class PixelAveragePrecision extends PerImageMetric<PixelAveragePrecision.Histograms> {
    /** So many images of 224 x 224 pixels can be added up in an int. */
    private static final int MAXIMUM_WEIGHT = Integer.MAX_VALUE / (Observation.GRID * Observation.GRID);

    private final Thresholds thresholds;

    public PixelAveragePrecision(Thresholds thresholds) {
        this.thresholds = thresholds;
    }

    /** The pixels of an image per bin of their score: those of the object, then those of the background. */
    record Histograms(int[] counts) {}

    @Override
    public String id() {
        return "pxap";
    }

    @Override
    public String description() {
        return "Average precision of single pixels against the masks, over all thresholds.";
    }

    @Override
    public List<String> keys() {
        return List.of(id());
    }

    private int bins() {
        return thresholds.count() + 2;
    }

    @Override
    Optional<Histograms> measure(Observation observation) {
        return observation.mask().flatMap(mask -> observation.map().map(map -> histograms(map, mask)));
    }

    private Histograms histograms(NormalisedMap map, byte[] mask) {
        int[] counts = new int[2 * bins()];
        for (int i = 0; i < mask.length; i++) {
            if (mask[i] == 0 || mask[i] == 1) {
                counts[bin(map.values()[i]) + (mask[i] == 1 ? 0 : bins())]++;
            }
        }
        return new Histograms(counts);
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

    @Override
    double[] values(List<Histograms> records, int[] weights) {
        long[] total = new long[2 * bins()];
        int[] part = new int[2 * bins()];
        long partWeight = 0;
        for (int image = 0; image < weights.length; image++) {
            if (weights[image] == 0) {
                continue;
            }
            if (partWeight + weights[image] > MAXIMUM_WEIGHT) {
                flush(part, total);
                partWeight = 0;
            }
            partWeight += weights[image];
            addTo(part, records.get(image).counts(), weights[image]);
        }
        flush(part, total);
        return new double[] {averagePrecision(total)};
    }

    private static void addTo(int[] sum, int[] counts, int weight) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += weight * counts[i];
        }
    }

    private static void flush(int[] part, long[] total) {
        for (int i = 0; i < part.length; i++) {
            total[i] += part[i];
            part[i] = 0;
        }
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
