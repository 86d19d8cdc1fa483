package org.cam4j.experiments.reproduce;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What is done with a network and data in a run. Experiments bring their own where {@link Localisation} is not enough. */
public interface Measurement {
    /** Every choice that decides the result, by name, as JSON can hold it: a changed one makes another run. */
    Map<String, Object> spec();

    /** Whether it draws from the run's seed. */
    default boolean varies() {
        return false;
    }

    /** Ids of the data sets that it reads besides the run's own. */
    default List<String> datasets() {
        return List.of();
    }

    /** Measures. */
    Measured run(RunContext context) throws IOException;
}
