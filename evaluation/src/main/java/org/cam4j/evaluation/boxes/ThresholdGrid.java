package org.cam4j.evaluation.boxes;

import java.io.Serializable;
import java.util.Locale;

/**
 * The thresholds {@code 0, interval, 2 interval, ...} below 1 at which maps are tried, as the reference evaluator tries them.
 *
 * @param interval distance between two thresholds, from 0.0001 to 1; the reference's is 0.001
 */
public record ThresholdGrid(double interval) implements Serializable {
    /** 1000 thresholds. */
    public static final ThresholdGrid REFERENCE = new ThresholdGrid(0.001);

    public ThresholdGrid {
        if (!(interval >= 0.0001 && interval <= 1)) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "Threshold interval %s: expected 0.0001 to 1.", interval));
        }
    }

    public int count() {
        return (int) Math.ceil(1 / interval);
    }

    public double value(int index) {
        return index * interval;
    }

    /** The level k of a threshold on a map with this greatest 8-bit value: the foreground is what is greater than k. */
    public static int level(double threshold, int maximum) {
        return (int) (threshold * maximum);
    }
}
