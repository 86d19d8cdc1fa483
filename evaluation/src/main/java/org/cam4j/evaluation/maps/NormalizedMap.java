package org.cam4j.evaluation.maps;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.cam4j.evaluation.ScoreMap;

/**
 * A score map resized to the evaluation grid and normalized, the input of the metrics.
 *
 * @param values {@code 224 * 224} values from 0 to 1 in row order
 * @param levels the same as unsigned 8-bit values, {@code (uint8) (value * 255)}
 * @param maximum the greatest level, 0 to 255
 * @param warning why all values are zero, where the map could not be normalized
 */
public record NormalizedMap(double[] values, byte[] levels, int maximum, Optional<String> warning) {
    /** Rows and columns of the grid on which maps, boxes and masks are compared. */
    public static final int GRID = 224;

    /** Enlarges and normalizes a map. */
    public static NormalizedMap of(ScoreMap map, Normalizer normalizer) {
        double[] values = normalizer.enlarged(map, small -> BicubicResize.resize(small, GRID, GRID));
        byte[] levels = new byte[values.length];
        int maximum = 0;
        for (int i = 0; i < values.length; i++) {
            int level = (int) (values[i] * 255);
            levels[i] = (byte) level;
            maximum = Math.max(maximum, level);
        }
        return new NormalizedMap(values, levels, maximum, warning(map, values, normalizer));
    }

    /** The pixels greater than {@code threshold} times the maximum of the values. */
    public boolean[] greaterThan(double threshold) {
        double limit = threshold * Arrays.stream(values).max().orElse(0);
        boolean[] result = new boolean[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = values[i] > limit;
        }
        return result;
    }

    private static Optional<String> warning(ScoreMap map, double[] values, Normalizer normalizer) {
        if (!Normalizer.isConstant(values)) {
            return Optional.empty();
        }
        if (!Normalizer.isFinite(map.values())) {
            return Optional.of("the score map has a NaN or an infinite value; it counts as a map of zeros");
        }
        if (Normalizer.isConstant(map.values())) {
            return Optional.of(String.format(
                    Locale.ROOT, "the score map is %s everywhere; it counts as a map of zeros", map.values()[0]));
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "the score map has no range that %s could scale to 0 to 1; it counts as a map of zeros",
                normalizer.id()));
    }
}
