package org.cam4j.evaluation.statistics;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Average precision of a ranking by scores, over all points of the precision-recall curve and without interpolation:
 *
 * <pre>
 * AP = sum over n of (R_n - R_(n-1)) P_n      thresholds from high to low
 * </pre>
 *
 * <p>Equal scores are one threshold, so that their order does not matter. This is scikit-learn's {@code average_precision_score}, which papers on multi-label classification
 * report for VOC and COCO. The development kits of VOC interpolate the precision (at 11 points until 2009, at all points since 2010) and give slightly higher numbers.
 */
public final class AveragePrecision {
    private final int[] order; // by falling score
    private final double[] scores;
    private final boolean[] positive;

    /**
     * Sorts the images once, so that many draws of them cost little.
     *
     * @param scores one an image, higher is likelier; a NaN is the lowest
     * @param positive whether the image shows the class
     */
    public AveragePrecision(double[] scores, boolean[] positive) {
        if (scores.length != positive.length) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Average precision: %d scores, but %d labels; expected one for each image.",
                    scores.length,
                    positive.length));
        }
        this.scores = Arrays.stream(scores)
                .map(score -> Double.isNaN(score) ? Double.NEGATIVE_INFINITY : score)
                .toArray();
        this.positive = positive.clone();
        order = IntStream.range(0, scores.length)
                .boxed()
                .sorted((a, b) -> Double.compare(this.scores[b], this.scores[a]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The average precision over all images, 0 to 1; NaN where none is positive. */
    public static double of(double[] scores, boolean[] positive) {
        int[] once = new int[scores.length];
        Arrays.fill(once, 1);
        return new AveragePrecision(scores, positive).of(once);
    }

    /**
     * The average precision, 0 to 1; NaN where no positive image counts.
     *
     * @param weights how often each image counts
     */
    public double of(int[] weights) {
        long positives = 0;
        for (int i = 0; i < weights.length; i++) {
            positives += positive[i] ? weights[i] : 0;
        }
        long correct = 0;
        long retrieved = 0;
        long correctBefore = 0;
        double sum = 0;
        for (int place = 0; place < order.length; place++) {
            int image = order[place];
            retrieved += weights[image];
            correct += positive[image] ? weights[image] : 0;
            boolean last = place + 1 == order.length || scores[order[place + 1]] != scores[image];
            if (last && correct > correctBefore) {
                sum += (double) (correct - correctBefore) * correct / retrieved;
                correctBefore = correct;
            }
        }
        return positives == 0 ? Double.NaN : sum / positives;
    }
}
