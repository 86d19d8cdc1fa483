package org.cam4j.datasets.view;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;

/**
 * One part of a cross-validation over all images of a data set, whatever split they are in: of every class each n-th image is tested, of the others every tenth
 * is for validation, the rest is learned from. So every image is tested exactly once over the n parts.
 */
record CrossValidationFold(Dataset whole, Map<Split, List<Sample>> parts, String name) implements DatasetView {
    private static final int VALIDATION_EVERY = 10;

    /**
     * Part {@code index} of {@code count}.
     *
     * @param index from 0
     */
    public static Dataset of(Dataset whole, int index, int count) {
        Map<Split, List<Sample>> parts = new EnumMap<>(Split.class);
        for (Split split : Split.values()) {
            parts.put(split, new ArrayList<>());
        }
        Map<Integer, Integer> seen = new TreeMap<>();
        Map<Integer, Integer> learned = new TreeMap<>();
        for (Split split : Split.values()) {
            for (Sample sample : whole.samples(split)) {
                Split part;
                if ((seen.merge(sample.label(), 1, Integer::sum) - 1) % count == index) {
                    part = Split.TEST;
                } else if (learned.merge(sample.label(), 1, Integer::sum) % VALIDATION_EVERY == 0) {
                    part = Split.VALIDATION;
                } else {
                    part = Split.TRAIN;
                }
                parts.getOrDefault(part, new ArrayList<>()).add(sample);
            }
        }
        return new CrossValidationFold(whole, parts, String.format(Locale.ROOT, "fold %d of %d", index + 1, count));
    }

    @Override
    public List<Sample> samples(Split split) {
        return List.copyOf(parts.getOrDefault(split, List.of()));
    }

    @Override
    public String fingerprint() {
        return whole.fingerprint() + ", " + name;
    }
}
