package org.cam4j.experiments.report;

/** Turns a score between 0 and 1 into a colour of the scale "Turbo" (Mikhailov, 2019): blue, green, yellow, red, with even steps of brightness. */
final class Colours {
    private static final double[] RED = {0.13572138, 4.61539260, -42.66032258, 132.13108234, -152.94239396, 59.28637943
    };
    private static final double[] GREEN = {0.09140261, 2.19418839, 4.84296658, -14.18503333, 4.27729857, 2.82956604};
    private static final double[] BLUE = {0.10667330, 12.64194608, -60.58204836, 110.36276771, -89.90310912, 27.34824973
    };

    private Colours() {}

    /** The colour as 0xRRGGBB; scores outside 0 to 1 are clipped. */
    static int turbo(double score) {
        double clipped = Math.min(1, Math.max(0, score));
        return channel(RED, clipped) << 16 | channel(GREEN, clipped) << 8 | channel(BLUE, clipped);
    }

    private static int channel(double[] polynomial, double x) {
        double value = 0;
        for (int power = polynomial.length - 1; power >= 0; power--) {
            value = value * x + polynomial[power];
        }
        return (int) Math.round(255 * Math.min(1, Math.max(0, value)));
    }
}
