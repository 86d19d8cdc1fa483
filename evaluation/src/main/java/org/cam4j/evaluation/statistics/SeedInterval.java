package org.cam4j.evaluation.statistics;

import java.util.Arrays;
import java.util.Locale;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.moment.Variance;

/**
 * The mean of a number over runs that differ in their seed only, and its 95 % confidence interval: {@code mean +- t(0.975, n-1) s / sqrt(n)} (Student, 1908). It
 * says how much training again would change, which an interval over images does not.
 *
 * @param runs n, at least 2
 * @param mean over the runs
 * @param standardDeviation s, with n - 1 in the denominator
 * @param low lower end of the interval
 * @param high upper end
 */
public record SeedInterval(int runs, double mean, double standardDeviation, double low, double high) {
    private static final double UPPER = 0.975;

    /**
     * The interval of the runs' values.
     *
     * @throws IllegalArgumentException when there are fewer than two, which say nothing of how runs differ
     */
    public static SeedInterval of(double[] values) {
        requireTwo(values);
        double deviation = Math.sqrt(variance(values));
        double half = quantile(values.length - 1) * deviation / Math.sqrt(values.length);
        double mean = mean(values);
        return new SeedInterval(values.length, mean, deviation, mean - half, mean + half);
    }

    /**
     * {@code mean(b) - mean(a)} of runs that do not belong together in pairs, with the interval and p-value of Welch's t-test (Welch, 1947). Runs without any
     * spread give an interval without width.
     */
    public static Difference difference(double[] a, double[] b) {
        requireTwo(a);
        requireTwo(b);
        double value = mean(b) - mean(a);
        double partA = variance(a) / a.length;
        double partB = variance(b) / b.length;
        double error = Math.sqrt(partA + partB);
        if (error == 0) {
            return new Difference(value, value, value, value == 0 ? 1 : 0);
        }
        double freedom = (partA + partB)
                * (partA + partB)
                / (partA * partA / (a.length - 1) + partB * partB / (b.length - 1)); // Welch-Satterthwaite
        double half = quantile(freedom) * error;
        double p = 2 * new TDistribution(freedom).cumulativeProbability(-Math.abs(value) / error);
        return new Difference(value, value - half, value + half, p);
    }

    /**
     * {@code mean(b) - mean(a)} of runs that belong together in pairs, because they share data and seed, with the interval and p-value of Student's paired t-test.
     *
     * @throws IllegalArgumentException when there are fewer than two pairs, or not as many of one as of the other
     */
    public static Difference pairedDifference(double[] a, double[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "Paired difference of %d and %d runs; expected as many.", a.length, b.length));
        }
        double[] differences = new double[a.length];
        Arrays.setAll(differences, i -> b[i] - a[i]);
        SeedInterval interval = of(differences);
        double error = interval.standardDeviation / Math.sqrt(a.length);
        double p = error == 0
                ? (interval.mean == 0 ? 1 : 0)
                : 2 * new TDistribution(a.length - 1.0).cumulativeProbability(-Math.abs(interval.mean) / error);
        return new Difference(interval.mean, interval.low, interval.high, p);
    }

    private static double quantile(double freedom) {
        return new TDistribution(freedom).inverseCumulativeProbability(UPPER);
    }

    private static double variance(double[] values) {
        return new Variance().evaluate(values);
    }

    public static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static void requireTwo(double[] values) {
        if (values.length < 2) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "Interval over seeds: %d runs; expected at least 2.", values.length));
        }
    }
}
