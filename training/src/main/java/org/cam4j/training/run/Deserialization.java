package org.cam4j.training.run;

import java.io.ObjectInputFilter;

/**
 * Java's own serialization, by which a file could create any object of the class path. Nothing that cam4j reads needs it: models, checkpoints, run records and data sets
 * are numbers and text.
 */
public final class Deserialization {
    private static final String NOTHING = "!*";

    private Deserialization() {}

    /**
     * Makes every {@link java.io.ObjectInputStream} of this process refuse every class, in the libraries too. A filter that the user has set with {@code
     * -Djdk.serialFilter} stays.
     *
     * <p>The programs call this first thing. The Spark programs must not: driver and executors send each other tasks and results as Java objects, over connections that
     * Spark itself has to protect ({@code spark.authenticate}).
     */
    public static void forbid() {
        if (ObjectInputFilter.Config.getSerialFilter() == null) {
            ObjectInputFilter.Config.setSerialFilter(ObjectInputFilter.Config.createFilter(NOTHING));
        }
    }
}
