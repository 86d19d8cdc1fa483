package org.cam4j.experiments.report.picture;

import java.util.ArrayDeque;
import java.util.Deque;

/** How many frames a second are shown: over the last second, and over all. Counted from the first one on, before which networks and libraries are loaded. */
public final class FrameRate {
    private static final double NANOSECONDS = 1e9;

    private final Deque<Long> lately = new ArrayDeque<>();
    private long first;
    private long count;
    private long last;

    /** One more is shown. */
    public void shown() {
        last = System.nanoTime();
        first = count == 0 ? last : first;
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

    /** From the first to the last frame; 0 before the second. */
    public double mean() {
        return count < 2 ? 0 : (count - 1) * NANOSECONDS / Math.max(1, last - first);
    }

    /** Frames so far. */
    public long count() {
        return count;
    }
}
