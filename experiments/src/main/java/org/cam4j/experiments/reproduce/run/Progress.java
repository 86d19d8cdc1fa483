package org.cam4j.experiments.reproduce.run;

import org.cam4j.training.fit.FitListener;

/** Receives the progress of the runs. */
public interface Progress {
    /** Ignores all progress. */
    Progress NONE = new Progress() {};

    /** A piece of work that is counted. */
    interface Task extends AutoCloseable {
        /** So much is done by now. */
        void to(long done);

        @Override
        void close();
    }

    /** A training run. */
    interface Training extends FitListener, AutoCloseable {
        @Override
        default void close() {}
    }

    /** Begins a piece of work. */
    default Task task(String name, String unit, long total) {
        return new Task() {
            @Override
            public void to(long done) {}

            @Override
            public void close() {}
        };
    }

    /** Begins a training run. */
    default Training training(String name) {
        return new Training() {};
    }

    /** One line that the user should see. */
    default void note(String line) {}
}
