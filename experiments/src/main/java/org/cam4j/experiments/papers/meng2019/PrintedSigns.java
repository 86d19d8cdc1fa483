package org.cam4j.experiments.papers.meng2019;

import java.util.Locale;
import org.cam4j.experiments.reproduce.claim.Claim;
import org.cam4j.experiments.reproduce.claim.MetricRef;

/** Claims that two measured values differ as two printed ones do: the sign is always that of the printed numbers. */
final class PrintedSigns {
    /**
     * Two printed numbers.
     *
     * @param where the network or column that they are printed for
     */
    record Pair(double value, double other, String where) {
        boolean above() {
            return value > other;
        }

        private String text(String run, String value, String other) {
            return String.format(
                    Locale.ROOT,
                    "%s: %s is %s %s, as printed for %s (%.2f against %.2f).",
                    run,
                    value,
                    above() ? "above" : "below",
                    other,
                    where,
                    this.value,
                    this.other);
        }
    }

    private PrintedSigns() {}

    /**
     * Of a measured difference.
     *
     * @param run the network, named first in the claim
     * @param difference of the first to the second
     */
    static Claim ofDifference(Pair printed, String run, String value, String other, MetricRef difference) {
        String text = printed.text(run, value, other);
        return printed.above() ? Claim.above(text, difference, 0) : Claim.below(text, difference, 0);
    }

    /** Of two measured values. */
    static Claim ofValues(
            Pair printed, String run, String value, String other, MetricRef measured, MetricRef measuredOther) {
        String text = printed.text(run, value, other);
        return printed.above()
                ? Claim.higher(text, measured, measuredOther)
                : Claim.lower(text, measured, measuredOther);
    }
}
