package org.cam4j.datasets;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The labels of one image.
 *
 * @param present the classes that it shows, by rising label, each once; empty where it shows none
 * @param unknown the classes of which nobody knows whether it shows them, by rising label; they count neither in a loss nor in a measure
 * @param located the image once for each class whose map is measured on it, with the boxes and the mask of that class; empty in data sets of one label per image, whose samples
 *     have the boxes and the mask themselves
 */
public record LabelSet(List<Integer> present, List<Integer> unknown, Optional<List<Sample>> located) {
    /**
     * Sorts and copies.
     *
     * @throws IllegalArgumentException if a class is both present and unknown
     */
    public LabelSet {
        present = present.stream().distinct().sorted().toList();
        unknown = unknown.stream().distinct().sorted().toList();
        located = located.map(samples ->
                samples.stream().sorted(Comparator.comparingInt(Sample::label)).toList());
        if (unknown.stream().anyMatch(present::contains)) {
            throw new IllegalArgumentException("Labels " + present + " are present, but " + unknown
                    + " are unknown; expected each label in one of the two.");
        }
    }

    /** The one label of an image in a data set of one label per image. */
    public static LabelSet of(int label) {
        return new LabelSet(List.of(label), List.of(), Optional.empty());
    }

    /** The labels of an image in a data set of several labels per image. */
    public static LabelSet of(List<Integer> present, List<Integer> unknown, List<Sample> located) {
        return new LabelSet(present, unknown, Optional.of(located));
    }

    /** Whether these are the labels of a data set of one label per image. */
    public boolean isSingle() {
        return located.isEmpty();
    }

    /** The same labels among some classes alone, numbered anew by their place there. */
    public LabelSet among(List<Integer> classes) {
        return new LabelSet(
                places(present, classes),
                places(unknown, classes),
                located.map(samples -> samples.stream()
                        .filter(sample -> classes.contains(sample.label()))
                        .map(sample -> sample.relabeled(classes.indexOf(sample.label())))
                        .toList()));
    }

    private static List<Integer> places(List<Integer> labels, List<Integer> classes) {
        return labels.stream().filter(classes::contains).map(classes::indexOf).toList();
    }
}
