package org.cam4j.experiments.reproduce.run;

import java.io.IOException;
import java.util.List;
import org.cam4j.experiments.papers.shared.LocalizationTask;
import org.cam4j.training.run.RunIdentity;

/** What is done with a network and data in a run. Experiments bring their own where {@link LocalizationTask} is not enough. */
public interface RunTask {
    /** The kind of measurement, as {@code kind}, and every choice that decides its result. The names are part of the file format. */
    RunIdentity identity();

    /** Whether it draws from the run's seed. */
    default boolean varies() {
        return false;
    }

    /**
     * Names of the data sets that it reads besides the run's own: {@code ID} or {@code ID/FOLDER}, see {@link
     * DataChoice#name}.
     */
    default List<String> datasets() {
        return List.of();
    }

    /** Names of the weights files that it reads besides the run's own. */
    default List<String> weightsFiles() {
        return List.of();
    }

    /**
     * The networks that it trains itself; none where the run's network is the only one.
     *
     * @param classes of the run's data
     */
    default List<TaskTraining> trainings(int classes) {
        return List.of();
    }

    /** Measures. */
    RunOutput run(RunContext context) throws IOException;
}
