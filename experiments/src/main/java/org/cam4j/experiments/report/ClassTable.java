package org.cam4j.experiments.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.cam4j.datasets.ClassCounts;
import org.cam4j.datasets.ClassCounts.OfClass;
import org.cam4j.datasets.Split;

/** Images and boxes of the classes of a data set as a table. */
public final class ClassTable {
    private static final int MOST_CLASSES = 50;
    private static final int NUMBER_COLUMNS = 72; // characters that the columns of numbers need at most
    private static final double UNEQUAL = 5;

    private ClassTable() {}

    /** One line a class, of the first {@value #MOST_CLASSES}; a column for every split, and one for its boxes where there are any. */
    public static Table of(ClassCounts counts, int columns) {
        List<Split> splits = Stream.of(Split.values())
                .filter(split -> counts.images().getOrDefault(split, 0) > 0)
                .toList();
        List<Split> boxed = splits.stream()
                .filter(split -> counts.classes().stream().anyMatch(of -> of.boxes(split) > 0))
                .toList();
        List<String> header = new ArrayList<>(List.of("Class"));
        splits.forEach(split -> header.add(split.id()));
        boxed.forEach(split -> header.add(split.id() + " boxes"));
        List<List<String>> rows = counts.classes().stream()
                .limit(MOST_CLASSES)
                .map(of -> {
                    List<String> row =
                            new ArrayList<>(List.of(OutputTables.shortened(of.name(), columns - NUMBER_COLUMNS)));
                    splits.forEach(split -> row.add(String.valueOf(of.images(split))));
                    boxed.forEach(split -> row.add(String.valueOf(of.boxes(split))));
                    return row;
                })
                .toList();
        return new Table(header, rows);
    }

    /** What is said below it. */
    public static List<String> lines(ClassCounts counts, boolean multiLabel) {
        List<String> lines = new ArrayList<>();
        int more = counts.classes().size() - MOST_CLASSES;
        if (more > 0) {
            lines.add(String.format(Locale.ROOT, "... and %d more classes; --json FILE holds them all.", more));
        }
        if (multiLabel) {
            for (Split split : Split.values()) {
                if (counts.images().getOrDefault(split, 0) > 0) {
                    lines.add(String.format(
                            Locale.ROOT,
                            "%-12s %.2f labels per image on average",
                            split.id(),
                            counts.labelsPerImage(split)));
                }
            }
        }
        counts.imbalance()
                .ifPresent(unequal -> lines.add(String.format(
                        Locale.ROOT,
                        "largest to smallest class: %.1f to 1 (%s %d, %s %d training images)",
                        unequal.ratio(),
                        unequal.largest().name(),
                        unequal.largest().images(Split.TRAIN),
                        unequal.smallest().name(),
                        unequal.smallest().images(Split.TRAIN))));
        return lines;
    }

    /** One line on classes of very different sizes, where an image has one label; empty where they are not. */
    public static Optional<String> warning(ClassCounts counts, boolean multiLabel) {
        return counts.imbalance()
                .filter(unequal -> unequal.ratio() >= UNEQUAL && !multiLabel)
                .map(unequal -> String.format(
                        Locale.ROOT,
                        "class '%s' has %.1f times as many training images as '%s'; 'train --set class-weights=balanced' or 'train --set sampling=balanced' makes up for it.",
                        unequal.largest().name(),
                        unequal.ratio(),
                        unequal.smallest().name()));
    }

    /** The same for files: by class, images and boxes by split. */
    public static Map<String, Object> json(ClassCounts counts) {
        Map<String, Object> json = new LinkedHashMap<>();
        for (OfClass of : counts.classes()) {
            json.put(of.name(), Map.of("images", ids(of.images()), "boxes", ids(of.boxes())));
        }
        return json;
    }

    private static Map<String, Integer> ids(Map<Split, Integer> counts) {
        Map<String, Integer> byId = new LinkedHashMap<>();
        counts.forEach((split, count) -> byId.put(split.id(), count));
        return byId;
    }
}
