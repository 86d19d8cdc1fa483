package org.cam4j.training.fit;

import java.util.stream.IntStream;

/** What a network took images for: how often each class was answered for images of each class. For one thread. */
public final class Confusion {
    private final int[][] counts; // [label][answer]

    /** Nothing counted yet. */
    public Confusion(int classes) {
        counts = new int[classes][classes];
    }

    /** Counts one image. */
    void add(int label, int answer) {
        counts[label][answer]++;
    }

    public int classes() {
        return counts.length;
    }

    /** How many images of a class were taken for another, or for itself. */
    public int count(int label, int answer) {
        return counts[label][answer];
    }

    /** Images of a class. */
    public int images(int label) {
        return IntStream.of(counts[label]).sum();
    }
}
