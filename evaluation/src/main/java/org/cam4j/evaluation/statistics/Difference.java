package org.cam4j.evaluation.statistics;

import java.util.Arrays;
import java.util.Locale;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * The difference of two numbers, with its 95 % confidence interval and p-value.
 *
 * @param value second minus first
 * @param low lower end of the 95 % confidence interval
 * @param high upper end
 * @param p probability of a difference at least as large, either way, if there were none
 */
public record Difference(double value, double low, double high, double p) {
    /** Half the width of a 95 % interval in standard errors. */
    private static final double ERRORS = 1.959963984540054;

    /** Whether {@code p} is below 5 %. */
    public boolean isDecided() {
        return p < 0.05;
    }

    /**
     * The mean of {@code b[i] - a[i]} over images, which are drawn in pairs. Where every value is 0 or 1, p is that of McNemar's test in its exact form: under the
     * null hypothesis, images that only one of the two gets right favor either with probability 0.5 (McNemar, 1947). Else it is twice the share of the draws on the
     * other side of 0, and never below {@code 2 / 2^n}, the probability that n such differences are all on one side of 0.
     *
     * @param a one value an image
     * @param b the other value of the same images
     */
    public static Difference paired(double[] a, double[] b, Bootstrap bootstrap) {
        if (a.length != b.length || a.length == 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Paired difference of %d and %d images; expected the same images, at least one.",
                    a.length,
                    b.length));
        }
        double[] differences = new double[a.length];
        Arrays.setAll(differences, i -> b[i] - a[i]);
        Bootstrap.Drawn drawn = bootstrap.draw(a.length, weights -> new double[] {mean(differences, weights)});
        Bootstrap.Interval interval = drawn.intervals()[0];
        double p = areBinary(a) && areBinary(b)
                ? mcNemar(differences)
                : Math.max(twoSided(drawn.draws()[0]), allOneWay(differences));
        return new Difference(interval.value(), interval.low(), interval.high(), p);
    }

    /** {@code b - a} of two independent sets of images, from the intervals of both; the normal approximation. */
    public static Difference unpaired(MetricValue a, MetricValue b) {
        double value = b.value() - a.value();
        double error = Math.hypot(a.high() - a.low(), b.high() - b.low()) / (2 * ERRORS);
        if (error == 0) {
            return new Difference(value, value, value, value == 0 ? 1 : 0);
        }
        double p = 2 * new NormalDistribution().cumulativeProbability(-Math.abs(value) / error);
        return new Difference(value, value - ERRORS * error, value + ERRORS * error, p);
    }

    /** Whether {@link #paired} takes these values as wrong and correct. */
    public static boolean areBinary(double[] values) {
        return Arrays.stream(values).allMatch(value -> value == 0 || value == 1);
    }

    private static double mcNemar(double[] differences) {
        int better = (int) Arrays.stream(differences).filter(d -> d > 0).count();
        int worse = (int) Arrays.stream(differences).filter(d -> d < 0).count();
        return Math.min(
                1, 2 * new BinomialDistribution(better + worse, 0.5).cumulativeProbability(Math.min(better, worse)));
    }

    private static double twoSided(double[] draws) {
        long below = Arrays.stream(draws).filter(draw -> draw <= 0).count();
        long above = Arrays.stream(draws).filter(draw -> draw >= 0).count();
        return Math.min(1, 2.0 * (1 + Math.min(below, above)) / (1 + draws.length));
    }

    /** How likely chance puts all of the differences on one side of 0: few images decide nothing, however alike they are. */
    private static double allOneWay(double[] differences) {
        long different = Arrays.stream(differences).filter(d -> d != 0).count();
        return Math.min(1, 2 * Math.pow(0.5, different));
    }

    private static double mean(double[] values, int[] weights) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += weights[i] * values[i];
        }
        return sum / values.length;
    }
}
