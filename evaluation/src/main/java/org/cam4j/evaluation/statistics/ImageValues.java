package org.cam4j.evaluation.statistics;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What each image contributes to a number that is 100 times the mean of the contributions.
 *
 * @param images in their order, each once
 * @param values one for each: 0 or 1 for wrong or correct, else a share
 */
public record ImageValues(List<Key> images, double[] values) {
    public ImageValues {
        if (images.size() != values.length) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "%d images, but %d values; expected one for each.", images.size(), values.length));
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ImageValues that && images.equals(that.images) && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * images.hashCode() + Arrays.hashCode(values);
    }

    /**
     * Which measurement: an image may come once for each class that it shows.
     *
     * @param id of the image
     * @param label of the class
     */
    public record Key(String id, int label) implements Comparable<Key>, Serializable {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::id).thenComparing(Key::label);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }
}
