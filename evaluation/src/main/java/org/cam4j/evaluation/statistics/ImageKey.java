package org.cam4j.evaluation.statistics;

import java.io.Serializable;
import java.util.Comparator;

/**
 * Which measurement: an image may come once for each class that it shows.
 *
 * @param id of the image
 * @param label of the class
 */
public record ImageKey(String id, int label) implements Comparable<ImageKey>, Serializable {
    private static final Comparator<ImageKey> ORDER =
            Comparator.comparing(ImageKey::id).thenComparing(ImageKey::label);

    @Override
    public int compareTo(ImageKey other) {
        return ORDER.compare(this, other);
    }
}
