package org.cam4j.experiments.papers.meng2019.pairs;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cam4j.datasets.Sample;

/**
 * Percent of the images whose most probable class is one that the image shows. Data sets with several classes in an image have a sample for each of them, {@code
 * FILE#CLASS}; over samples no network could be right about more than one class of an image.
 */
public final class ImageAccuracy {
    private final Map<String, Set<Integer>> shown = new HashMap<>();
    private final Set<String> counted = new HashSet<>();
    private int right;

    /**
     * Nothing counted yet.
     *
     * @param samples all that are measured, with all their classes
     */
    public ImageAccuracy(List<Sample> samples) {
        samples.forEach(sample ->
                shown.computeIfAbsent(file(sample), none -> new HashSet<>()).add(sample.label()));
    }

    /** Counts the image of a sample, once. */
    public void add(Sample sample, float[] probabilities) {
        if (counted.add(file(sample))) {
            right += shown.getOrDefault(file(sample), Set.of()).contains(highest(probabilities)) ? 1 : 0;
        }
    }

    /** In percent; 0 where nothing was counted. */
    public double percent() {
        return 100.0 * right / Math.max(1, counted.size());
    }

    /** The most probable class; -1 where a probability is not a number. */
    static int highest(float[] probabilities) {
        int best = 0;
        for (int i = 0; i < probabilities.length; i++) {
            if (Float.isNaN(probabilities[i])) {
                return -1;
            }
            best = probabilities[i] > probabilities[best] ? i : best;
        }
        return best;
    }

    private static String file(Sample sample) {
        int end = sample.id().lastIndexOf('#');
        return end < 0 ? sample.id() : sample.id().substring(0, end);
    }
}
