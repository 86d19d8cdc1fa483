package org.cam4j.evaluation.protocol;

import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * The probability that a network gives a class on an image and on versions of it that are perturbed by a map.
 *
 * @param whole on the image
 * @param explanation on the image multiplied by the map
 * @param insertion on a blurred image into which more and more of the pixels come back, the map's greatest first: from none of them to all, in equal steps, at
 *     least two values
 * @param deletion on the image from which more and more of the pixels are taken, the map's greatest first
 */
public record PerturbationScores(double whole, double explanation, double[] insertion, double[] deletion) {
    public PerturbationScores {
        if (insertion.length < 2 || deletion.length < 2) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Confidences: curves of %d and %d points, expected at least 2 each.",
                    insertion.length,
                    deletion.length));
        }
    }

    /** The first value that is no probability from 0 to 1; NaN counts as none; empty where all are. */
    public OptionalDouble impossible() {
        return DoubleStream.concat(
                        DoubleStream.of(whole, explanation),
                        DoubleStream.concat(Arrays.stream(insertion), Arrays.stream(deletion)))
                .filter(value -> !(value >= 0 && value <= 1))
                .findFirst();
    }

    /** The area under a curve over the share of pixels, 0 to 1, by the trapezoidal rule: 1 for a curve that is 1 everywhere. */
    public static double area(double[] curve) {
        double ends = (curve[0] + curve[curve.length - 1]) / 2;
        return (Arrays.stream(curve).sum() - ends) / (curve.length - 1);
    }
}
