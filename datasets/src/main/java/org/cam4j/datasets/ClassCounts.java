package org.cam4j.datasets;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Images and boxes of every class in every split of a data set. An image of several labels counts for each of them.
 *
 * @param classes in the order of the labels
 * @param images of the whole set, by split
 * @param labels present labels of all images, by split
 */
public record ClassCounts(List<OfClass> classes, Map<Split, Integer> images, Map<Split, Integer> labels) {
    /**
     * One class.
     *
     * @param images that show it, by split
     * @param boxes of its objects, by split
     */
    public record OfClass(String name, Map<Split, Integer> images, Map<Split, Integer> boxes) {
        /** Images that show it in a split. */
        public int images(Split split) {
            return images.getOrDefault(split, 0);
        }

        /** Boxes in a split. */
        public int boxes(Split split) {
            return boxes.getOrDefault(split, 0);
        }
    }

    /**
     * The largest and the smallest class to learn from.
     *
     * @param ratio of their training images, 1 or more
     */
    public record Imbalance(OfClass largest, OfClass smallest, double ratio) {}

    /** Counts without reading an image. */
    public static ClassCounts of(Dataset dataset) {
        List<OfClass> classes = new ArrayList<>();
        for (String name : dataset.classNames()) {
            classes.add(new OfClass(name, new EnumMap<>(Split.class), new EnumMap<>(Split.class)));
        }
        Map<Split, Integer> images = new EnumMap<>(Split.class);
        Map<Split, Integer> labels = new EnumMap<>(Split.class);
        for (Split split : Split.values()) {
            for (Sample sample : dataset.samples(split)) {
                images.merge(split, 1, Integer::sum);
                for (int label : sample.labels().present()) {
                    labels.merge(split, 1, Integer::sum);
                    classes.get(label).images.merge(split, 1, Integer::sum);
                }
                for (Sample one : sample.ofEachClass()) {
                    classes.get(one.label()).boxes.merge(split, one.boxes().size(), Integer::sum);
                }
            }
        }
        return new ClassCounts(List.copyOf(classes), images, labels);
    }

    /** Labels per image on average; 0 without an image. */
    public double labelsPerImage(Split split) {
        int count = images.getOrDefault(split, 0);
        return count == 0 ? 0 : (double) labels.getOrDefault(split, 0) / count;
    }

    /** How unequal the classes with training images are; empty where there are fewer than two of them. */
    public Optional<Imbalance> imbalance() {
        List<OfClass> trained = classes.stream()
                .filter(of -> of.images(Split.TRAIN) > 0)
                .sorted(Comparator.comparingInt(of -> of.images(Split.TRAIN)))
                .toList();
        if (trained.size() < 2) {
            return Optional.empty();
        }
        OfClass smallest = trained.get(0);
        OfClass largest = trained.get(trained.size() - 1);
        return Optional.of(
                new Imbalance(largest, smallest, (double) largest.images(Split.TRAIN) / smallest.images(Split.TRAIN)));
    }
}
