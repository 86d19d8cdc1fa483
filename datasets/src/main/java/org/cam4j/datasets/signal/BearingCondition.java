package org.cam4j.datasets.signal;

import java.util.Locale;

/**
 * What is wrong with the bearing at the drive end, an SKF 6205-2RS JEM, and how often each turn of the shaft the fault is rolled over, as the Bearing Data Center of Case
 * Western Reserve University publishes it.
 */
public enum BearingCondition {
    /** Nothing. */
    NORMAL(Double.NaN),
    /** On a ball, which meets both races at each turn of its own: twice its spin (BSF). */
    BALL(4.7135),
    /** On the inner race (BPFI). */
    INNER_RACE(5.4152),
    /** On the outer race (BPFO). */
    OUTER_RACE(3.5848);

    private final double timesEachTurn;

    BearingCondition(double timesEachTurn) {
        this.timesEachTurn = timesEachTurn;
    }

    /** The name of the class. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /**
     * How often a second the fault is rolled over; NaN where there is none.
     *
     * @param revolutionsPerMinute of the shaft
     */
    public double hertz(double revolutionsPerMinute) {
        return timesEachTurn * revolutionsPerMinute / 60;
    }
}
