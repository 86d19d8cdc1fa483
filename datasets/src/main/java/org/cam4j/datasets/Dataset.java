package org.cam4j.datasets;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;
import org.cam4j.evaluation.Skipped;

/** An opened data set: its index is read, its images are not. */
public interface Dataset {
    /** The id in the catalog, such as {@code tiny-imagenet}. */
    String id();

    /** Readable names, one a class, in the order of the labels. */
    List<String> classNames();

    /** The samples of a part in a fixed order; empty where the set has no such part. */
    List<Sample> samples(Split split);

    /** What was left out of the index: a box outside its image, an unknown class, a missing file, a mask that cannot be read. */
    List<Skipped> skipped();

    /** What was changed or guessed, such as a box that was cut at the edge of its image; empty where the index was taken as it is. */
    default List<Note> notes() {
        return List.of();
    }

    /**
     * Whether the labels of a sample are all classes that its image shows. False where an image of several classes is one sample for each of them, so that a class which a
     * sample does not name may be there all the same.
     */
    default boolean hasAllLabels() {
        return true;
    }

    /** Whether the images of a data set may have several labels each, or none. */
    static boolean isMultiLabel(Dataset dataset) {
        return Stream.of(Split.values())
                .flatMap(split -> dataset.samples(split).stream())
                .anyMatch(sample -> !sample.labels().isSingle());
    }

    /** A hash over ids, labels, boxes, file sizes and options: equal for equal data. 16 hexadecimal digits. */
    String fingerprint();

    /**
     * Something in a data set that was changed or guessed while its index was read; nothing was left out for it.
     *
     * @param where the sample's id, or the file and line
     * @param text what was found and what was made of it
     */
    record Note(String where, String text) implements Serializable {}
}
