package org.cam4j.training.internal.dashboard;

import java.util.List;
import java.util.Locale;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.cam4j.training.fit.result.ConfusionMatrix;
import org.jspecify.annotations.Nullable;

/**
 * What the validation images were taken for, after the last and after the best epoch.
 *
 * @param schemaVersion {@link #SCHEMA_VERSION}
 * @param last of the last finished epoch
 * @param best of the best one
 */
public record ConfusionRecord(int schemaVersion, Counts last, Counts best) {
    public static final int SCHEMA_VERSION = 1;

    /** The file's name in a run folder. */
    public static final String FILE = "dashboard/confusion.json";

    /** With more classes only the images of each class and how many were right are kept. */
    public static final int MOST_CLASSES = 200;

    public ConfusionRecord {
        if (schemaVersion != SCHEMA_VERSION) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "Confusion has schema version %d, expected %d.", schemaVersion, SCHEMA_VERSION));
        }
    }

    /**
     * One epoch.
     *
     * @param epoch from 1
     * @param images of each class
     * @param right how many of them were predicted as their class
     * @param counts for each class how many of its images were predicted as each class; null with more than {@link #MOST_CLASSES} classes
     */
    public record Counts(
            int epoch,
            List<Integer> images,
            List<Integer> right,
            @Nullable List<List<Integer>> counts) {
        public Counts {
            images = List.copyOf(images);
            right = List.copyOf(right);
        }

        public static Counts of(int epoch, ConfusionMatrix matrix) {
            int classes = matrix.classes();
            return new Counts(
                    epoch,
                    row(classes, matrix::images),
                    row(classes, label -> matrix.count(label, label)),
                    classes > MOST_CLASSES
                            ? null
                            : IntStream.range(0, classes)
                                    .mapToObj(label -> row(classes, answer -> matrix.count(label, answer)))
                                    .toList());
        }

        private static List<Integer> row(int classes, IntUnaryOperator count) {
            return IntStream.range(0, classes).map(count).boxed().toList();
        }
    }
}
