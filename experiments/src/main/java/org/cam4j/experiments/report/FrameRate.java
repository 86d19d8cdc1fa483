package org.cam4j.experiments.report;

import java.util.ArrayDeque;
import java.util.Deque;

/** How many frames a second are shown: over the last second, and over all. */
public final class FrameRate {
    private static final double NANOSECONDS = 1e9;

    private final Deque<Long> lately = new ArrayDeque<>();
    private final long begun;
    private long count;
    private long last;

    /** Begins now. */
    public FrameRate() {
        begun = System.nanoTime();
        last = begun;
    }

    /** One more is shown. */
    public void shown() {
        last = System.nanoTime();
        count++;
        lately.add(last);
        while (last - lately.getFirst() > NANOSECONDS) {
            lately.removeFirst();
        }
    }

    /** Over the last second. */
    public double now() {
        return lately.size() < 2
                ? mean()
                : (lately.size() - 1) * NANOSECONDS / Math.max(1, lately.getLast() - lately.getFirst());
    }

    /** From the beginning to the last frame. */
    public double mean() {
        return count == 0 ? 0 : count * NANOSECONDS / Math.max(1, last - begun);
    }

    /** Frames so far. */
    public long count() {
        return count;
    }
}
