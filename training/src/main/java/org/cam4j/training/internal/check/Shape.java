package org.cam4j.training.internal.check;

import java.util.Locale;

/**
 * What a vertex puts out for one image.
 *
 * @param channels of the maps; the length of a vector
 * @param height rows; 1 for a vector
 * @param width columns; 1 for a vector
 * @param isMap whether it is {@code [C, h, w]} rather than a vector {@code [C]}
 * @param copies how often the image is in the batch: a stack of two vertices has it twice
 */
record Shape(long channels, long height, long width, boolean isMap, long copies) {
    static Shape map(long channels, long height, long width, long copies) {
        return new Shape(channels, height, width, true, copies);
    }

    static Shape vector(long length, long copies) {
        return new Shape(length, 1, 1, false, copies);
    }

    /** As floating point, which does not overflow. */
    double values() {
        return (double) copies * channels * height * width;
    }

    Shape withChannels(long other) {
        return new Shape(other, height, width, isMap, copies);
    }

    Shape withCopies(long other) {
        return new Shape(channels, height, width, isMap, other);
    }

    @Override
    public String toString() {
        return isMap
                ? String.format(Locale.ROOT, "maps [%d, %d, %d]", channels, height, width)
                : String.format(Locale.ROOT, "a vector [%d]", channels);
    }
}
