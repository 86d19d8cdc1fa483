package org.cam4j.training.internal.dashboard;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How far a training is; written about every two seconds.
 *
 * @param schemaVersion {@link #SCHEMA_VERSION}
 * @param state what the process that trains says of itself; it cannot say that it was killed
 * @param begun when this process began or resumed the run, in milliseconds since 1970
 * @param updated when this was written
 * @param epoch the current one, from 1; the last one when the run has ended
 * @param step steps done in it
 * @param validating whether its steps are done and the validation split is measured
 * @param imagesPerSecond training images per second of this epoch
 * @param secondsLeft an estimate for the rest of the run, from the speed so far; null where nothing is known
 * @param bestEpoch the best on the validation split so far; 0 for none
 * @param notes what a reader should know, oldest first
 */
public record TrainingProgress(
        int schemaVersion,
        State state,
        long begun,
        long updated,
        int epoch,
        int step,
        boolean validating,
        double imagesPerSecond,
        @Nullable Double secondsLeft,
        int bestEpoch,
        List<Note> notes) {
    public static final int SCHEMA_VERSION = 1;

    /** The file's name in a run folder. */
    public static final String FILE = "dashboard/progress.json";

    /** Notes that are kept; the oldest are dropped. */
    public static final int MOST_NOTES = 20;

    public TrainingProgress {
        if (schemaVersion != SCHEMA_VERSION) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "Progress has schema version %d, expected %d.", schemaVersion, SCHEMA_VERSION));
        }
        notes = List.copyOf(notes);
    }

    /** What a process says of its training. */
    public enum State {
        /** It trains. */
        RUNNING,
        /** It was asked to stop and has written a checkpoint. */
        STOPPED,
        /** It ended with an error, which the last note names. */
        FAILED,
        /** It is done. */
        FINISHED
    }

    /**
     * Something that a reader should know.
     *
     * @param epoch after or in which it was noticed, from 1
     * @param text whole sentences
     */
    public record Note(int epoch, String text) {}
}
