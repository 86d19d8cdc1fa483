package org.cam4j.layers.explain;

import java.util.function.DoubleUnaryOperator;

/** A color map for scores between 0 and 1. */
public enum ColorMap {
    /**
     * Perceptually uniform, from dark violet over green to yellow, also for readers who cannot distinguish red from green: equal steps of the score look equally large
     * (Smith and van der Walt, 2015; a polynomial of degree 6 fitted to it).
     */
    VIRIDIS(
            polynomial(0.27772733, 0.10509304, -0.33086183, -4.63423050, 6.22826994, 4.77638500, -5.43545586),
            polynomial(0.00540734, 1.40461353, 0.21484756, -5.79910097, 14.17993337, -13.74514538, 4.64585261),
            polynomial(0.33409981, 1.38459016, 0.09509516, -19.33244096, 56.69055260, -65.35303263, 26.31243525)),
    /** "Turbo" (Mikhailov, 2019): blue, green, yellow, red; brightest in the middle, without the false edges of jet. */
    TURBO(
            polynomial(0.13572138, 4.61539260, -42.66032258, 132.13108234, -152.94239396, 59.28637943),
            polynomial(0.09140261, 2.19418839, 4.84296658, -14.18503333, 4.27729857, 2.82956604),
            polynomial(0.10667330, 12.64194608, -60.58204836, 110.36276771, -89.90310912, 27.34824973)),
    /** The rainbow of most papers, for pictures that should look like theirs: its bright bands show edges where the map has none. */
    JET(
            score -> 1.5 - Math.abs(4 * score - 3),
            score -> 1.5 - Math.abs(4 * score - 2),
            score -> 1.5 - Math.abs(4 * score - 1));

    private static final int LEVELS = 1024;

    private final int[] table = new int[LEVELS];

    ColorMap(DoubleUnaryOperator red, DoubleUnaryOperator green, DoubleUnaryOperator blue) {
        for (int level = 0; level < LEVELS; level++) {
            double score = level / (LEVELS - 1.0);
            table[level] = channel(red, score) << 16 | channel(green, score) << 8 | channel(blue, score);
        }
    }

    /** The color as 0xRRGGBB; scores outside 0 to 1 are clipped. */
    public int rgb(double score) {
        return table[(int) Math.round((LEVELS - 1) * Math.min(1, Math.max(0, score)))];
    }

    private static int channel(DoubleUnaryOperator curve, double score) {
        return (int) Math.round(255 * Math.min(1, Math.max(0, curve.applyAsDouble(score))));
    }

    /** Coefficients from the constant on. */
    private static DoubleUnaryOperator polynomial(double... coefficients) {
        return score -> {
            double value = 0;
            for (int power = coefficients.length - 1; power >= 0; power--) {
                value = value * score + coefficients[power];
            }
            return value;
        };
    }
}
