package org.cam4j.training.internal.dashboard;

import java.util.Arrays;
import java.util.Locale;
import org.cam4j.evaluation.ScoreMap;

/**
 * A score map in 8 bits.
 *
 * @param width columns, 1 to {@value #LARGEST}
 * @param height rows, 1 to {@value #LARGEST}
 * @param low the score that became 0; with {@code high}, both 0 where a score is no finite number
 * @param high the score that became 255
 * @param values {@code height * width} unsigned values in row order; Base64 in JSON
 */
public record StoredMap(int width, int height, double low, double high, byte[] values) {
    /** Rows and columns that are kept; of a finer map the means of its squares. */
    public static final int LARGEST = 56;

    public StoredMap {
        if (width < 1 || height < 1 || width > LARGEST || height > LARGEST || values.length != width * height) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Stored map: %d values, expected %d x %d, both 1 to %d.",
                    values.length,
                    height,
                    width,
                    LARGEST));
        }
    }

    public static StoredMap of(ScoreMap map) {
        int height = Math.min(map.height(), LARGEST);
        int width = Math.min(map.width(), LARGEST);
        double[] means = means(map, height, width);
        double low = Arrays.stream(means).min().orElse(0);
        double high = Arrays.stream(means).max().orElse(0);
        if (!Double.isFinite(high - low)) {
            return new StoredMap(width, height, 0, 0, new byte[width * height]);
        }
        byte[] values = new byte[means.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) (high > low ? Math.round(255 * (means[i] - low) / (high - low)) : 0);
        }
        return new StoredMap(width, height, low, high, values);
    }

    /** Each cell the mean of the scores that fall into it. */
    private static double[] means(ScoreMap map, int height, int width) {
        double[] sums = new double[height * width];
        int[] counts = new int[sums.length];
        for (int i = 0; i < map.values().length; i++) {
            int row = i / map.width() * height / map.height();
            int column = i % map.width() * width / map.width();
            sums[row * width + column] += map.values()[i];
            counts[row * width + column]++;
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] /= counts[i];
        }
        return sums;
    }
}
