package org.cam4j.experiments.reproduce.claim;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.cam4j.evaluation.metric.MetricKey;

/**
 * A statement of a paper as a predicate over measured values. It is decided by 95 % intervals, over images (paired where the same images were measured) and, where
 * there are several seeds, over seeds too: both must agree. It is void where one of its networks has not learned to classify, see {@link #LEARNED}.
 *
 * @param text the statement
 * @param measures what it compares
 * @param judge decides it
 */
public record Claim(String text, List<MetricRef> measures, Judge judge) {
    /** Top-1 classification in percent that every network of a claim must reach: a comparison of networks that have not learned says nothing. */
    public static final double LEARNED = 50;

    private static final Set<String> ACCURACIES = Set.of(MetricKey.TOP1_CLS.id(), MetricKey.TOP5_CLS.id());

    public Claim {
        measures = List.copyOf(measures);
    }

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
        return new Claim(text, List.of(higher, lower), results -> {
            Contrast contrast = results.contrast(lower, higher);
            return new Judgment(contrast.verdict(), contrast.text());
        });
    }

    /** The first value is lower than the second. */
    public static Claim lower(String text, MetricRef lower, MetricRef higher) {
        return higher(text, higher, lower);
    }

    /** A value is below a bound: holds where its whole interval is below, does not hold where it is above. */
    public static Claim below(String text, MetricRef measure, double bound) {
        return new Claim(text, List.of(measure), results -> {
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
        return new Claim(text, List.of(measure), results -> {
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
        return new Claim(text, List.of(a, b), results -> {
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
        List<MetricRef> measures =
                parts.stream().flatMap(part -> part.measures().stream()).toList();
        return new Claim(text, measures, results -> {
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

    /**
     * The verdict, void where a network that the claim compares has not learned. A claim about accuracies alone is void only where none of its networks has: that one of two
     * does not learn is what it is about.
     */
    public Judgment judgment(Results results) {
        List<MetricRef> accuracies = measures.stream()
                .map(measure -> new MetricRef(measure.run(), measure.method(), MetricKey.TOP1_CLS))
                .distinct()
                .filter(results::has)
                .toList();
        List<MetricRef> low = accuracies.stream()
                .filter(accuracy -> results.estimate(accuracy).value() < LEARNED)
                .toList();
        boolean isAboutAccuracy = measures.stream().map(MetricRef::key).allMatch(ACCURACIES::contains);
        if (low.isEmpty() || (isAboutAccuracy && (low.size() < accuracies.size() || measures.size() == 1))) {
            return judge.of(results);
        }
        return notLearned(low.get(0), results.estimate(low.get(0)).value(), "at least", LEARNED);
    }

    private static Judgment notLearned(MetricRef measure, double value, String which, double bound) {
        return new Judgment(
                Verdict.NOT_DECIDED,
                String.format(
                        Locale.ROOT,
                        "void, the network has not learned: %s is %.2f, expected %s %.0f",
                        measure,
                        value,
                        which,
                        bound));
    }

    /** The same, void where a value is below a bound: for networks whose accuracy has another key than top-1 classification. */
    public Claim provided(MetricRef measure, double atLeast) {
        return new Claim(text, measures, results -> {
            double value = results.estimate(measure).value();
            if (value < atLeast) {
                return notLearned(measure, value, "at least", atLeast);
            }
            return judge.of(results);
        });
    }

    /** The same, void where a value was measured and is below a bound. */
    public Claim providedWhereMeasured(MetricRef measure, double atLeast) {
        return new Claim(
                text,
                measures,
                results ->
                        results.has(measure) ? provided(measure, atLeast).judge.of(results) : judge.of(results));
    }

    /** The same, void where an error rate is above a bound. */
    public Claim providedAtMost(MetricRef measure, double atMost) {
        return new Claim(text, measures, results -> {
            double value = results.estimate(measure).value();
            if (value > atMost) {
                return notLearned(measure, value, "at most", atMost);
            }
            return judge.of(results);
        });
    }
}
