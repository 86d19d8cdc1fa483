package org.cam4j.evaluation.statistics;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * 95 % confidence intervals by resampling the images with replacement, each time as many as there are: the 2.5 and 97.5 % quantiles of a statistic
 * (Efron, 1979, percentile method). A statistic gets how often each image was drawn, so it works on small records of the images, never on their maps; one that
 * selects a threshold selects it again for every draw. The same seed and number of images give the same draws for every metric that
 * keeps a record of every image.
 *
 * @param resamples number of draws; 0 for no intervals, which then are the value itself
 * @param seed of the draws
 */
public record Bootstrap(int resamples, long seed) {
    /** 1000 draws. */
    public static final Bootstrap STANDARD = new Bootstrap(1000, 0);

    /** No draws: an interval is the value itself. */
    public static final Bootstrap NO_INTERVALS = new Bootstrap(0, 0);

    public Bootstrap {
        if (resamples < 0) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "Bootstrap: %d resamples; expected 0 or more.", resamples));
        }
    }

    /** One or more numbers of a set of images; NaN where one is not defined. */
    @FunctionalInterface
    public interface Statistic {
        /**
         * Computes the numbers.
         *
         * @param weights how often each image counts; not to be kept
         */
        double[] of(int[] weights);
    }

    /** A number over all images, and its interval. */
    public record Interval(double value, double low, double high) {}

    /**
     * What was drawn.
     *
     * @param intervals one for every number that the statistic gives
     * @param draws for every number its value in each draw
     */
    record Drawn(Interval[] intervals, double[][] draws) {}

    /** The statistic over all images and its intervals, one for every number that it gives. */
    public Interval[] intervals(int images, Statistic statistic) {
        return draw(images, statistic).intervals();
    }

    /** The mean of one value an image, and its interval. */
    public Interval mean(double[] values) {
        return intervals(values.length, weights -> {
            double sum = 0;
            for (int i = 0; i < values.length; i++) {
                sum += weights[i] * values[i];
            }
            return new double[] {sum / values.length};
        })[0];
    }

    /** As {@link #intervals}, with the draws they come from. */
    Drawn draw(int images, Statistic statistic) {
        int[] weights = new int[images];
        Arrays.fill(weights, 1);
        double[] values = statistic.of(weights);
        double[][] drawn = new double[values.length][resamples];
        SplittableRandom random = new SplittableRandom(seed);
        for (int draw = 0; draw < resamples; draw++) {
            Arrays.fill(weights, 0);
            for (int i = 0; i < images; i++) {
                weights[random.nextInt(images)]++;
            }
            double[] result = statistic.of(weights);
            for (int i = 0; i < values.length; i++) {
                drawn[i][draw] = result[i];
            }
        }
        Interval[] intervals = new Interval[values.length];
        for (int i = 0; i < values.length; i++) {
            intervals[i] = interval(values[i], drawn[i]);
        }
        return new Drawn(intervals, drawn);
    }

    private static Interval interval(double value, double[] drawn) {
        double[] sorted =
                Arrays.stream(drawn).filter(v -> !Double.isNaN(v)).sorted().toArray();
        if (sorted.length == 0) {
            return new Interval(value, value, value);
        }
        int tail = (int) (0.025 * sorted.length);
        return new Interval(value, sorted[tail], sorted[sorted.length - 1 - tail]);
    }
}
