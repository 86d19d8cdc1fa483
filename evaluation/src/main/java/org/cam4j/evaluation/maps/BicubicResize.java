package org.cam4j.evaluation.maps;

import org.cam4j.evaluation.ScoreMap;

/**
 * Bicubic interpolation with a = -0.75, half-pixel centers and a replicated border. Coefficients are float32, sums are float64, the horizontal pass comes first
 * and every sum runs from left to right: so the result has the same bits as {@code cv2.resize(..., INTER_CUBIC)} on float64.
 */
public final class BicubicResize {
    private static final float A = -0.75f;
    private static final int TAPS = 4;

    private BicubicResize() {}

    /** The map in another size; the map itself where the size is the same. */
    public static ScoreMap resize(ScoreMap map, int height, int width) {
        if (map.height() == height && map.width() == width) {
            return map;
        }
        double[] rows = horizontal(map, width); // [map.height, width]
        return new ScoreMap(vertical(rows, map.height(), height, width), height, width);
    }

    private static double[] horizontal(ScoreMap map, int width) {
        double[] values = map.values();
        double[] result = new double[map.height() * width];
        int[] source = new int[TAPS * width];
        double[] weight = new double[TAPS * width];
        coefficients(map.width(), width, source, weight);
        for (int y = 0; y < map.height(); y++) {
            int row = y * map.width();
            for (int x = 0; x < width; x++) {
                int tap = TAPS * x;
                result[y * width + x] = weight[tap] * values[row + source[tap]]
                        + weight[tap + 1] * values[row + source[tap + 1]]
                        + weight[tap + 2] * values[row + source[tap + 2]]
                        + weight[tap + 3] * values[row + source[tap + 3]];
            }
        }
        return result;
    }

    private static double[] vertical(double[] rows, int rowCount, int height, int width) {
        double[] result = new double[height * width];
        int[] source = new int[TAPS * height];
        double[] weight = new double[TAPS * height];
        coefficients(rowCount, height, source, weight);
        for (int y = 0; y < height; y++) {
            int tap = TAPS * y;
            double w0 = weight[tap];
            double w1 = weight[tap + 1];
            double w2 = weight[tap + 2];
            double w3 = weight[tap + 3];
            int r0 = source[tap] * width;
            int r1 = source[tap + 1] * width;
            int r2 = source[tap + 2] * width;
            int r3 = source[tap + 3] * width;
            int to = y * width;
            for (int x = 0; x < width; x++) {
                result[to + x] = w0 * rows[r0 + x] + w1 * rows[r1 + x] + w2 * rows[r2 + x] + w3 * rows[r3 + x];
            }
        }
        return result;
    }

    /** Four source positions, held inside the image, and four weights for every target position. */
    private static void coefficients(int from, int to, int[] source, double[] weight) {
        double scale = 1 / ((double) to / from);
        for (int i = 0; i < to; i++) {
            float position = (float) ((i + 0.5) * scale - 0.5);
            int start = (int) Math.floor(position);
            float t = position - start;
            float c0 = ((A * (t + 1) - 5 * A) * (t + 1) + 8 * A) * (t + 1) - 4 * A;
            float c1 = ((A + 2) * t - (A + 3)) * t * t + 1;
            float c2 = ((A + 2) * (1 - t) - (A + 3)) * (1 - t) * (1 - t) + 1;
            weight[TAPS * i] = c0;
            weight[TAPS * i + 1] = c1;
            weight[TAPS * i + 2] = c2;
            weight[TAPS * i + 3] = 1 - c0 - c1 - c2;
            for (int tap = 0; tap < TAPS; tap++) {
                source[TAPS * i + tap] = Math.max(0, Math.min(start - 1 + tap, from - 1));
            }
        }
    }
}
