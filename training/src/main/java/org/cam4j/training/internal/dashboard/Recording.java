package org.cam4j.training.internal.dashboard;

import java.io.IOException;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;

/** Runs the work of a recorder. The first failure is reported in one line and ends the recording; the training continues. */
public final class Recording {
    private final String subject;
    private final Consumer<String> notes;
    private boolean ended;

    /**
     * A recording that runs.
     *
     * @param subject what is written, the start of the line
     * @param notes receives the line
     */
    public Recording(String subject, Consumer<String> notes) {
        this.subject = subject;
        this.notes = notes;
    }

    /** Work that may fail. */
    @FunctionalInterface
    public interface Work {
        void run() throws IOException;
    }

    public void run(Work work) {
        if (ended) {
            return;
        }
        try {
            work.run();
        } catch (IOException | RuntimeException failure) {
            ended = true;
            notes.accept(String.format(
                    Locale.ROOT,
                    "%s no longer written: %s The training continues without it.",
                    subject,
                    Objects.requireNonNullElse(failure.getMessage(), failure.toString())));
        }
    }
}
