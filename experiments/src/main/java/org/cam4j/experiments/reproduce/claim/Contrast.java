package org.cam4j.experiments.reproduce.claim;

import java.util.Locale;
import java.util.Optional;
import org.cam4j.evaluation.statistics.Difference;

/**
 * How much higher one measured value is than another.
 *
 * @param from what is subtracted
 * @param to from what it is subtracted
 * @param images the difference with its interval over images, in points
 * @param seeds the difference with its interval over seeds, where there are several
 */
public record Contrast(MetricRef from, MetricRef to, Difference images, Optional<Difference> seeds) {
    /** Whether {@code to} is higher: holds, does not hold where it is lower. */
    public Verdict verdict() {
        boolean decided = images.isDecided()
                && seeds.map(over -> over.isDecided() && over.value() * images.value() > 0)
                        .orElse(true);
        return !decided ? Verdict.NOT_DECIDED : images.value() > 0 ? Verdict.HOLDS : Verdict.DOES_NOT_HOLD;
    }

    /** The numbers in one line. */
    public String text() {
        String line = String.format(Locale.ROOT, "%s minus %s: %s over images", to, from, interval(images));
        return seeds.map(over -> line + ", " + interval(over) + " over seeds").orElse(line);
    }

    private static String interval(Difference difference) {
        return String.format(
                Locale.ROOT, "%+.2f [%+.2f, %+.2f]", difference.value(), difference.low(), difference.high());
    }
}
