package org.cam4j.experiments.reproduce.claim;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A statement of a paper as a predicate over measured values. It is decided by 95 % intervals, over images (paired where the same images were measured) and, where
 * there are several seeds, over seeds too: both must agree.
 *
 * @param text the statement
 * @param judge decides it
 */
public record Claim(String text, Judge judge) {
    /** Decides from what was measured. */
    @FunctionalInterface
    public interface Judge {
        Judgment of(Results results);
    }

    /**
     * A verdict and the numbers behind it.
     *
     * @param reason one line
     */
    public record Judgment(Verdict verdict, String reason) {}

    /** The first value is higher than the second. */
    public static Claim higher(String text, MetricRef higher, MetricRef lower) {
        return new Claim(text, results -> {
            Contrast contrast = results.contrast(lower, higher);
            return new Judgment(contrast.verdict(), contrast.text());
        });
    }

    /** The first value is lower than the second. */
    public static Claim lower(String text, MetricRef lower, MetricRef higher) {
        return new Claim(text, higher(text, higher, lower).judge());
    }

    /** A value is below a bound: holds where its whole interval is below, does not hold where it is above. */
    public static Claim below(String text, MetricRef measure, double bound) {
        return new Claim(text, results -> {
            Estimate estimate = results.estimate(measure);
            Verdict verdict = estimate.high() < bound
                    ? Verdict.HOLDS
                    : estimate.low() > bound ? Verdict.DOES_NOT_HOLD : Verdict.NOT_DECIDED;
            return new Judgment(
                    verdict,
                    String.format(
                            Locale.ROOT,
                            "%s: %.2f [%.2f, %.2f], bound %.2f",
                            measure,
                            estimate.value(),
                            estimate.low(),
                            estimate.high(),
                            bound));
        });
    }

    /** A value is above a bound: holds where its whole interval is above, does not hold where it is below. */
    public static Claim above(String text, MetricRef measure, double bound) {
        return new Claim(text, results -> {
            Judgment below = below(text, measure, bound).judge().of(results);
            Verdict verdict = switch (below.verdict()) {
                case HOLDS -> Verdict.DOES_NOT_HOLD;
                case DOES_NOT_HOLD -> Verdict.HOLDS;
                case NOT_DECIDED -> Verdict.NOT_DECIDED;
            };
            return new Judgment(verdict, below.reason());
        });
    }

    /**
     * The two values differ by less than a margin: holds where the whole of both intervals lies within it, does not hold where it lies outside.
     *
     * @param margin in points
     */
    public static Claim similar(String text, MetricRef a, MetricRef b, double margin) {
        return new Claim(text, results -> {
            Contrast contrast = results.contrast(a, b);
            double low = contrast.images().low();
            double high = contrast.images().high();
            if (contrast.seeds().isPresent()) {
                low = Math.min(low, contrast.seeds().get().low());
                high = Math.max(high, contrast.seeds().get().high());
            }
            Verdict verdict = Verdict.NOT_DECIDED;
            if (Math.max(Math.abs(low), Math.abs(high)) < margin) {
                verdict = Verdict.HOLDS;
            } else if (low > margin || high < -margin) {
                verdict = Verdict.DOES_NOT_HOLD;
            }
            return new Judgment(
                    verdict, contrast.text() + String.format(Locale.ROOT, "; similar means within %.1f", margin));
        });
    }

    /** Several statements together: holds where all do, does not hold where one does not. */
    public static Claim all(String text, List<Claim> parts) {
        return new Claim(text, results -> {
            List<String> reasons = new ArrayList<>();
            boolean holds = true;
            boolean fails = false;
            for (Claim part : parts) {
                Judgment judgment = part.judge().of(results);
                reasons.add(String.format(
                        Locale.ROOT,
                        "%s: %s (%s)",
                        part.text(),
                        judgment.verdict().text(),
                        judgment.reason()));
                holds &= judgment.verdict() == Verdict.HOLDS;
                fails |= judgment.verdict() == Verdict.DOES_NOT_HOLD;
            }
            Verdict verdict = fails ? Verdict.DOES_NOT_HOLD : holds ? Verdict.HOLDS : Verdict.NOT_DECIDED;
            return new Judgment(verdict, String.join("; ", reasons));
        });
    }

    /** The same, void where a value is below a bound: a comparison of networks that have not learned says nothing. */
    public Claim provided(MetricRef measure, double atLeast) {
        return new Claim(text, results -> {
            double value = results.estimate(measure).value();
            if (value < atLeast) {
                return new Judgment(
                        Verdict.NOT_DECIDED,
                        String.format(
                                Locale.ROOT, "void: %s is %.2f, at least %.0f is asked for", measure, value, atLeast));
            }
            return judge.of(results);
        });
    }

    /** The same, void where an error rate is above a bound. */
    public Claim providedAtMost(MetricRef measure, double atMost) {
        return new Claim(text, results -> {
            double value = results.estimate(measure).value();
            if (value > atMost) {
                return new Judgment(
                        Verdict.NOT_DECIDED,
                        String.format(
                                Locale.ROOT, "void: %s is %.2f, at most %.0f is asked for", measure, value, atMost));
            }
            return judge.of(results);
        });
    }
}
