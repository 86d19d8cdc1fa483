package org.cam4j.training.dashboard;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.cam4j.training.internal.dashboard.ProbeFolder;
import org.cam4j.training.internal.dashboard.RegularFile;
import org.cam4j.training.internal.dashboard.RunProcess;
import org.cam4j.training.internal.dashboard.TrainingProgress;
import org.cam4j.training.run.RunRecord;

/**
 * How a run is doing.
 *
 * @param state what is known
 * @param quietMinutes whole minutes since the run wrote anything; 0 where nothing more is to come
 */
record RunState(State state, long quietMinutes) {
    enum State {
        /** Its record is written. */
        FINISHED,
        /** Its process is alive. */
        RUNNING,
        /** It was stopped, or its process has ended without finishing it. */
        STOPPED,
        /** It ended with an error. */
        FAILED,
        /** Its process cannot be asked: it runs or ran on another machine or in another container, or has not recorded itself. */
        UNKNOWN
    }

    static RunState of(Path run, long now) {
        State state = state(run);
        if (state != State.RUNNING && state != State.UNKNOWN) {
            return new RunState(state, 0);
        }
        long news = Stream.of(
                        TrainingProgress.FILE,
                        ProbeFolder.TIMELINE,
                        ProbeFolder.STATISTICS,
                        ProbeFolder.PROBES,
                        RunProcess.FILE)
                .flatMap(name -> RegularFile.stamp(run, name).stream())
                .mapToLong(RegularFile.Stamp::modified)
                .max()
                .orElse(now);
        return new RunState(state, Math.max(0, Duration.ofMillis(now - news).toMinutes()));
    }

    private static State state(Path run) {
        if (RegularFile.stamp(run, RunRecord.FILE).isPresent()) {
            return State.FINISHED;
        }
        ProbeFolder folder = new ProbeFolder(run);
        try {
            TrainingProgress.State recorded =
                    folder.progress().map(TrainingProgress::state).orElse(TrainingProgress.State.RUNNING);
            if (recorded == TrainingProgress.State.STOPPED) {
                return State.STOPPED;
            }
            if (recorded == TrainingProgress.State.FAILED) {
                return State.FAILED;
            }
            Optional<Boolean> alive = folder.process().isAlive();
            return alive.isEmpty() ? State.UNKNOWN : alive.get() ? State.RUNNING : State.STOPPED;
        } catch (IOException unrecorded) {
            return State.UNKNOWN;
        }
    }
}
