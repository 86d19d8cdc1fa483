package org.cam4j.evaluation;

import java.util.Arrays;
import java.util.Locale;

/**
 * The evidence for one class at each position of an image, as a method computed it: any size, any sign, any scale.
 *
 * @param values {@code height * width} values in row order
 * @param height rows, at least 1
 * @param width columns, at least 1
 */
public record ScoreMap(double[] values, int height, int width) {
    public ScoreMap {
        if (height < 1 || width < 1 || values.length != (long) height * width) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Score map: %d values do not fill %d x %d (both at least 1).",
                    values.length,
                    height,
                    width));
        }
    }

    /** Whether all values are equal, in which case the map localizes nothing. */
    public boolean isConstant() {
        return Arrays.stream(values).allMatch(value -> value == values[0]);
    }
}
