package org.cam4j.training.internal.dashboard;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cam4j.evaluation.Box;

/**
 * What the network made of the probes, and of each class, after one epoch.
 *
 * @param schemaVersion {@link ProbeSet#SCHEMA_VERSION}
 * @param epoch from 1
 * @param probes one for each probe whose image could be read
 * @param classes one per class
 */
public record EpochRecord(int schemaVersion, int epoch, List<Answer> probes, List<ClassRow> classes) {
    public EpochRecord {
        if (schemaVersion != ProbeSet.SCHEMA_VERSION) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Epoch record has schema version %d, expected %d.",
                    schemaVersion,
                    ProbeSet.SCHEMA_VERSION));
        }
        probes = List.copyOf(probes);
        classes = List.copyOf(classes);
    }

    /**
     * What the network said of one probe.
     *
     * @param probe its number
     * @param predicted the most probable class
     * @param probability of that class
     * @param labelProbability of the true class
     * @param found by each method's id
     */
    public record Answer(
            int probe, int predicted, double probability, double labelProbability, Map<String, Found> found) {
        public Answer {
            found = Collections.unmodifiableMap(new LinkedHashMap<>(found));
        }
    }

    /**
     * What one method shows for the true class.
     *
     * @param map as small as the method gave it, but no larger than {@link StoredMap#LARGEST}
     * @param box of the largest region above 0.20 of the map's range, in the probe's pixels
     * @param iou with the nearest true box, on the evaluator's grid; 0 where there is none
     */
    public record Found(StoredMap map, Box box, double iou) {}

    /**
     * One class.
     *
     * @param images of the whole validation split
     * @param right percent of them; NaN is never written, a class without images has 0
     * @param mistakes what they were taken for instead, most frequent first, a few
     * @param measured images of this class among those that localization is measured on
     * @param located of these, by method, those with an IoU of at least 0.5
     */
    public record ClassRow(
            int images, double right, List<Mistake> mistakes, int measured, Map<String, Integer> located) {
        public ClassRow {
            mistakes = List.copyOf(mistakes);
            located = Collections.unmodifiableMap(new LinkedHashMap<>(located));
        }
    }

    /**
     * A class taken for another.
     *
     * @param answer the other
     * @param times how often
     */
    public record Mistake(int answer, int times) {}
}
