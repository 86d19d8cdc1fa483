package org.cam4j.training.fit.result;

import java.util.stream.IntStream;

/** What a network took images for: how often each class was answered for images of each class. For one thread. */
public final class ConfusionMatrix {
    private final int[][] counts; // [label][answer]

    /** Nothing counted yet. */
    public ConfusionMatrix(int classes) {
        counts = new int[classes][classes];
    }

    /**
     * Counts one image.
     *
     * @param scores one per class
     */
    public void add(int label, float[] scores) {
        counts[label][highest(scores)]++;
    }

    /** The class with the highest score, the first among equals. */
    public static int highest(float[] scores) {
        int highest = 0;
        for (int k = 1; k < scores.length; k++) {
            highest = scores[k] > scores[highest] ? k : highest;
        }
        return highest;
    }

    public int classes() {
        return counts.length;
    }

    /** Number of images of a class that were predicted as another class, or as itself. */
    public int count(int label, int answer) {
        return counts[label][answer];
    }

    /** Images of a class. */
    public int images(int label) {
        return IntStream.of(counts[label]).sum();
    }
}
