package org.cam4j.evaluation.boxes;

import java.util.Arrays;

/**
 * Selects a threshold for a map from the map alone, without labels: where the mean value on the boundary of the foreground jumps.
 *
 * <pre>
 * eta[l] = 0, 0.05, ..., 1
 * V[l]   = mean of M over the boundary pixels of {M &gt; eta[l] max M}
 * D[l]   = |V[l] - V[l-1]|
 * </pre>
 *
 * <p>Zhang et al., "Improving Class Activation Map for Weakly Supervised Object Localization", 2022, section 4.3. Stage 1 keeps the thresholds whose D exceeds the
 * mean of D; stage 2 picks one of them. Where the text is ambiguous, we use these readings: a boundary pixel is a foreground pixel one of whose four neighbors is not; a
 * threshold without boundary pixels (eta = 1 always has none) enters neither D nor its mean; M is the normalized map on the 224 x 224 grid. Where no D exceeds
 * the mean, because there is one D only or all are equal, the threshold of the greatest D is taken, of equal ones the lowest; a map of zeros gives 0.
 *
 * @param choice stage 2, which the paper calls "a simple analysis"
 * @param edgePixelsCount whether the foreground pixels at the edge of the image are boundary pixels too
 */
public record AutomaticThreshold(Choice choice, boolean edgePixelsCount) {
    private static final int STEPS = 20;

    /** Which of the candidates of stage 1 is taken. */
    public enum Choice {
        /** The lowest. */
        FIRST,
        /** The one of the greatest D: the single-stage method that the paper finds "very similar to CAM". */
        LARGEST
    }

    /**
     * The threshold as a share of the map's maximum.
     *
     * @param values {@code height * width} values from 0 on, in row order
     */
    public double of(double[] values, int height, int width) {
        Curve curve = curve(values, height, width);
        double[] difference = curve.differences();
        double mean = curve.meanDifference();
        int largest = 0;
        for (int step = 1; step <= STEPS; step++) {
            if (choice == Choice.FIRST && difference[step] > mean) {
                return eta(step);
            }
            if (difference[step] > difference[largest] || (largest == 0 && !Double.isNaN(difference[step]))) {
                largest = step;
            }
        }
        return eta(largest);
    }

    /**
     * What the threshold is chosen from.
     *
     * @param thresholds eta for every step
     * @param boundaryMeans V; NaN where there are no boundary pixels
     * @param differences D; NaN where one of its two V is
     * @param meanDifference mean of those that are numbers
     */
    public record Curve(double[] thresholds, double[] boundaryMeans, double[] differences, double meanDifference) {}

    /** The curve of a map, see {@link #of}. */
    public Curve curve(double[] values, int height, int width) {
        double[] thresholds = new double[STEPS + 1];
        Arrays.setAll(thresholds, AutomaticThreshold::eta);
        double[] means = boundaryMeans(values, height, width);
        double[] differences = differences(means);
        double mean = Arrays.stream(differences)
                .filter(d -> !Double.isNaN(d))
                .average()
                .orElse(Double.NaN);
        return new Curve(thresholds, means, differences, mean);
    }

    /** V for every step; NaN where there are no boundary pixels. */
    double[] boundaryMeans(double[] values, int height, int width) {
        double maximum = Arrays.stream(values).max().orElse(0);
        int[] steps = new int[values.length]; // at how many thresholds, from the lowest on, a pixel is foreground
        for (int i = 0; i < values.length; i++) {
            int step = (int) (values[i] / maximum * STEPS); // 0 where the maximum is 0
            while (step > 0 && !(values[i] > eta(step - 1) * maximum)) {
                step--;
            }
            while (step <= STEPS && values[i] > eta(step) * maximum) {
                step++;
            }
            steps[i] = step;
        }
        double[] sum = new double[STEPS + 1];
        int[] count = new int[STEPS + 1];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int pixel = y * width + x;
                int outside = edgePixelsCount ? 0 : steps[pixel]; // of a neighbor that is not there
                int lowest = Math.min(
                        Math.min(
                                y > 0 ? steps[pixel - width] : outside,
                                y < height - 1 ? steps[pixel + width] : outside),
                        Math.min(x > 0 ? steps[pixel - 1] : outside, x < width - 1 ? steps[pixel + 1] : outside));
                for (int step = lowest; step < steps[pixel]; step++) {
                    sum[step] += values[pixel];
                    count[step]++;
                }
            }
        }
        double[] means = new double[STEPS + 1];
        Arrays.setAll(means, step -> sum[step] / count[step]);
        return means;
    }

    private static double[] differences(double[] means) {
        double[] differences = new double[means.length];
        differences[0] = Double.NaN;
        for (int step = 1; step < means.length; step++) {
            differences[step] = Math.abs(means[step] - means[step - 1]);
        }
        return differences;
    }

    private static double eta(int step) {
        return step / (double) STEPS;
    }
}
