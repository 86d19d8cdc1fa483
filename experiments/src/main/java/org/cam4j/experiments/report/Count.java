package org.cam4j.experiments.report;

import java.util.Locale;

/** A number with its noun: 1 image, 2 images. */
public final class Count {
    private Count() {}

    /** The number and the noun in the form that suits it; 0 takes the plural. */
    public static String of(long number, String singular, String plural) {
        return String.format(Locale.ROOT, "%d %s", number, number == 1 ? singular : plural);
    }
}
