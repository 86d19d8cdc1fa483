package org.cam4j.training.internal.check;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A layer or vertex while it is checked; every refusal is one line that names it, the field, what was found and what was expected. */
record Part(String name) {
    /** Of a kernel, stride, dilation, padding and the like. */
    static final int LARGEST_SIZE = 4096;

    /** Of channels, units or pixels along one axis. */
    static final long LARGEST_EXTENT = 1 << 24;

    /** Weights of one layer: more than six times those of VGG-19. */
    static final long MOST_WEIGHTS = 1_000_000_000;

    /** Values that all vertices put out for one image: 80 times those of VGG-19 at 224 x 224 pixels. */
    static final long MOST_VALUES = 1L << 30;

    /** Multiplications of one layer for one image; VGG-19 has 2e10 in all at 224 x 224 pixels. */
    static final double MOST_WORK = 1e13;

    IOException refuse(String field, @Nullable Object found, String expected) {
        return new IOException(
                String.format(Locale.ROOT, "layer '%s': %s is %s, expected %s", name, field, shown(found), expected));
    }

    long within(String field, long value, long low, long high) throws IOException {
        if (value < low || value > high) {
            throw refuse(field, value, String.format(Locale.ROOT, "a number from %d to %d", low, high));
        }
        return value;
    }

    double within(String field, double value, double low, double high) throws IOException {
        if (!(value >= low && value <= high)) {
            throw refuse(field, value, String.format(Locale.ROOT, "a number from %s to %s", low, high));
        }
        return value;
    }

    /** So many numbers in a range. */
    int[] within(String field, int @Nullable [] values, int count, int low, int high) throws IOException {
        if (values == null
                || values.length != count
                || Arrays.stream(values).anyMatch(value -> value < low || value > high)) {
            throw refuse(field, values, String.format(Locale.ROOT, "%d numbers from %d to %d", count, low, high));
        }
        return values;
    }

    void same(String field, long value, long expected) throws IOException {
        if (value != expected) {
            throw refuse(field, value, String.format(Locale.ROOT, "%d, as comes in", expected));
        }
    }

    /** The sizes of an array of weights, the product of which is bounded. */
    void weights(long... sizes) throws IOException {
        if (product(sizes) > MOST_WEIGHTS) {
            throw refuse(
                    "the number of weights",
                    Arrays.toString(sizes),
                    String.format(Locale.ROOT, "at most %d", MOST_WEIGHTS));
        }
    }

    /** The factors of the number of multiplications. */
    void work(long... factors) throws IOException {
        if (product(factors) > MOST_WORK) {
            throw refuse(
                    "the number of multiplications for an image",
                    Arrays.toString(factors),
                    String.format(Locale.ROOT, "at most %.0e", MOST_WORK));
        }
    }

    private static double product(long... factors) {
        return Arrays.stream(factors).asDoubleStream().reduce(1, (a, b) -> a * b);
    }

    private static String shown(@Nullable Object found) {
        String text = found instanceof int[] numbers ? Arrays.toString(numbers) : String.valueOf(found);
        return text.length() > 100 ? text.substring(0, 100) + "..." : text;
    }
}
