package org.cam4j.training.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cam4j.training.fit.result.StoppedException;
import org.cam4j.training.internal.dashboard.ProbeFolder;
import org.cam4j.training.internal.dashboard.StepLine;
import org.cam4j.training.internal.dashboard.TrainingProgress;
import org.cam4j.training.internal.dashboard.TrainingProgress.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StopTest {
    private static final int EPOCHS = 3;
    private static final int STEPS = 4;

    private final TinyProblem data = TinyProblem.of(33, 12);

    @TempDir
    private Path root;

    private Trainer trainer(Path out, boolean resume) {
        return Trainer.of(TinyProblem.model(), data)
                .recipe(TinyProblem.recipe(EPOCHS))
                .into(out)
                .resume(resume);
    }

    /** Trains, and asks to stop after a step. */
    private StoppedException stopped(Path out, boolean resume, int epoch, int step) {
        Trainer trainer = trainer(out, resume);
        trainer.listener(new FitListener() {
            @Override
            public void step(Progress at) {
                if (at.epoch() == epoch && at.step() == step) {
                    trainer.stop();
                }
            }
        });
        return assertThatExceptionOfType(StoppedException.class)
                .isThrownBy(trainer::fit)
                .actual();
    }

    @Test
    void aRunStoppedInsideEpochsEndsAsAnUninterruptedOne() throws IOException {
        FitResult whole = trainer(root.resolve("whole"), false).fit();
        Path out = root.resolve("stopped");
        assertThat(stopped(out, false, 1, 3))
                .hasMessage(
                        "Stopped on request in epoch 1 of 3 after step 3 of 4. Resume to continue there; the checkpoint is complete.");
        assertThat(out.resolve("model.zip")).doesNotExist();
        assertThat(Files.readAllLines(out.resolve("history.csv"))).hasSize(1);
        stopped(out, true, 1, 4); // before the validation
        stopped(out, true, 2, 1);
        assertThat(Files.readAllLines(out.resolve("history.csv"))).hasSize(2);
        assertThat(new ProbeFolder(out).progress().orElseThrow().state()).isEqualTo(State.STOPPED);
        FitResult resumed = trainer(out, true).fit();

        assertThat(resumed.weightsHash()).isEqualTo(whole.weightsHash());
        assertThat(resumed.record().weightsHash()).isEqualTo(whole.record().weightsHash());
        for (int i = 0; i < EPOCHS; i++) {
            assertThat(resumed.history().get(i).trainLoss())
                    .isEqualTo(whole.history().get(i).trainLoss());
            assertThat(resumed.history().get(i).trainTop1())
                    .isEqualTo(whole.history().get(i).trainTop1());
            assertThat(resumed.history().get(i).validationLoss())
                    .isEqualTo(whole.history().get(i).validationLoss());
        }
    }

    @Test
    void aKillAfterAStopContinuesFromTheStop() throws IOException {
        FitResult whole = trainer(root.resolve("whole"), false).fit();
        Path out = root.resolve("stopped");
        stopped(out, false, 2, 2);
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> trainer(out, true)
                        .listener(new FitListener() {
                            @Override
                            public void step(Progress at) {
                                throw new IllegalStateException("stands in for a kill");
                            }
                        })
                        .fit());

        assertThat(trainer(out, true).fit().weightsHash()).isEqualTo(whole.weightsHash());
    }

    @Test
    void aFileInTheRunFolderStopsAndIsForgotten() throws IOException {
        Path stop = root.resolve("dashboard/stop");
        Trainer slow = trainer(root, false).listener(new FitListener() {
            @Override
            public void step(Progress at) {
                try {
                    Files.writeString(stop, "");
                    Thread.sleep(100);
                } catch (IOException | InterruptedException failure) {
                    throw new AssertionError(failure);
                }
            }
        });
        assertThatExceptionOfType(StoppedException.class).isThrownBy(slow::fit);
        assertThat(stop).exists();

        FitResult resumed = trainer(root, true).fit();

        assertThat(resumed.history()).hasSize(EPOCHS);
        assertThat(stop).doesNotExist();
    }

    @Test
    void theCurvesOfAResumedRunHaveEveryStepOnce() throws IOException {
        stopped(root, false, 2, 3);
        ProbeFolder folder = new ProbeFolder(root);
        Files.writeString(
                root.resolve(StepLine.FILE),
                Files.readString(root.resolve(StepLine.FILE)) + "9,3,0.5,1e-3,10,1,1\n12,3,0.");
        assertThat(folder.steps()).extracting(StepLine::step).containsExactly(1L, 4L, 5L, 9L);
        trainer(root, true).fit();

        List<StepLine> lines = folder.steps();
        assertThat(lines).extracting(StepLine::step).containsExactly(1L, 4L, 5L, 8L, 9L, 12L);
        assertThat(lines).extracting(StepLine::epoch).containsExactly(1, 1, 2, 2, 3, 3);
        assertThat(lines).allSatisfy(line -> {
            assertThat(line.loss()).isPositive();
            assertThat(line.learningRate()).isPositive();
            assertThat(line.imagesPerSecond()).isPositive();
            assertThat(line.memory()).isPositive();
        });
        TrainingProgress progress = folder.progress().orElseThrow();
        assertThat(progress.state()).isEqualTo(State.FINISHED);
        assertThat(progress.epoch()).isEqualTo(EPOCHS);
        assertThat(progress.step()).isEqualTo(STEPS);
    }
}
