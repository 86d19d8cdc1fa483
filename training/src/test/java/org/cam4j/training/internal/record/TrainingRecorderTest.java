package org.cam4j.training.internal.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cam4j.training.fit.result.ConfusionMatrix;
import org.cam4j.training.fit.result.EpochMetric;
import org.cam4j.training.fit.result.EpochResult;
import org.cam4j.training.internal.dashboard.ConfusionRecord;
import org.cam4j.training.internal.dashboard.ProbeFolder;
import org.cam4j.training.internal.dashboard.StepLine;
import org.cam4j.training.internal.dashboard.TrainingInfo;
import org.cam4j.training.internal.dashboard.TrainingProgress;
import org.cam4j.training.internal.dashboard.TrainingProgress.Note;
import org.cam4j.training.internal.dashboard.TrainingProgress.State;
import org.cam4j.training.run.RunFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingRecorderTest {
    private static final int STEPS = 3000;

    @TempDir
    private Path root;

    private final List<String> failures = new ArrayList<>();

    private static TrainingInfo info(int classes) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < classes; i++) {
            names.add("class " + i);
        }
        return new TrainingInfo(
                TrainingInfo.SCHEMA_VERSION,
                0,
                "data",
                9,
                9,
                "mini",
                "gap",
                "softmax",
                "32 x 32",
                5,
                Map.of(),
                names,
                40,
                STEPS,
                1,
                Map.of("epochs", "40"),
                "");
    }

    private static EpochResult result(int epoch, double loss) {
        return new EpochResult(epoch, epoch, loss, 20, loss, 20, 0.01, 8, 100, 0);
    }

    private TrainingRecorder recorder(List<EpochResult> history, int done, int classes) throws IOException {
        TrainingRecorder recorder = new TrainingRecorder(RunFolder.open(root), failures::add);
        recorder.started(info(classes), true, 8, EpochMetric.TOP1, history, done, step -> 0.01);
        return recorder;
    }

    private static ConfusionMatrix matrix(int classes, int answer) {
        ConfusionMatrix matrix = new ConfusionMatrix(classes);
        float[] scores = new float[classes];
        scores[answer] = 1;
        for (int i = 0; i < 40; i++) {
            matrix.add(i % classes, scores);
        }
        return matrix;
    }

    @Test
    void aFastTrainingWritesTwoLinesPerEpochAndTheFileStaysSmall() throws IOException {
        TrainingRecorder recorder = recorder(List.of(), 0, 3);
        for (int epoch = 1; epoch <= 40; epoch++) {
            for (int step = 1; step <= STEPS; step++) {
                recorder.step(epoch, step, 1.5, 100);
            }
        }
        recorder.ended(State.STOPPED, "");
        assertThat(new ProbeFolder(root).steps()).hasSizeBetween(80, 100);
    }

    @Test
    void aFullTableKeepsEveryOtherLine() throws IOException {
        StepLog log = new StepLog(RunFolder.open(root), List.of());
        for (int step = 1; step <= StepLine.MOST + 500; step++) {
            log.add(new StepLine(step, 1, 1, 0.1, 10, 1, step));
        }
        log.flush();
        List<StepLine> lines = new ProbeFolder(root).steps();
        assertThat(log.sparseness()).isEqualTo(2);
        assertThat(lines).hasSizeLessThanOrEqualTo(StepLine.MOST);
        assertThat(lines)
                .extracting(StepLine::step)
                .startsWith(1L, 3L, 5L)
                .isSorted()
                .endsWith(StepLine.MOST + 500L);
    }

    @Test
    void progressSaysHowLongTheRestTakes() throws IOException {
        TrainingRecorder recorder = recorder(List.of(result(1, 1)), 0, 3);
        recorder.step(2, STEPS, 1.5, 800); // a step of 8 images takes 0.01 s
        TrainingProgress progress = new ProbeFolder(root).progress().orElseThrow();
        assertThat(progress.validating()).isTrue();
        assertThat(progress.secondsLeft()).isEqualTo(38 * 8.0); // an epoch took 8 s
        recorder.epoch(result(2, 1), false, matrix(3, 0));
        progress = new ProbeFolder(root).progress().orElseThrow();
        assertThat(progress.epoch()).isEqualTo(3);
        assertThat(progress.step()).isZero();
        assertThat(progress.validating()).isFalse();
        assertThat(progress.bestEpoch()).isEqualTo(1);
    }

    @Test
    void aStuckTrainingIsNoted() throws IOException {
        TrainingRecorder recorder = recorder(List.of(), 0, 3);
        for (int epoch = 1; epoch <= 6; epoch++) {
            recorder.epoch(result(epoch, epoch < 3 ? 1 : 1.0985), epoch == 1, matrix(3, 2));
        }
        recorder.ended(State.FAILED, "Training diverged.");
        TrainingProgress progress = new ProbeFolder(root).progress().orElseThrow();
        assertThat(progress.state()).isEqualTo(State.FAILED);
        assertThat(progress.notes())
                .containsExactly(
                        new Note(1, "40 of 40 validation images are predicted as 'class 2'."),
                        new Note(
                                3,
                                "The network does not learn: the training loss is 1.099, and guessing among 3 classes has 1.099. Try another learning rate."),
                        new Note(6, "Validation has not improved for 5 epochs; the best is epoch 1."),
                        new Note(7, "Training diverged."));
    }

    @Test
    void theConfusionOfTheLastAndTheBestEpochSurvivesAResumption() throws IOException {
        recorder(List.of(), 0, 3).epoch(result(1, 1), true, matrix(3, 1));
        recorder(List.of(result(1, 1)), 0, 3).epoch(result(2, 2), false, matrix(3, 2));
        ConfusionRecord record = new ProbeFolder(root).confusion().orElseThrow();
        assertThat(record.best().epoch()).isEqualTo(1);
        assertThat(record.best().counts()).containsExactly(List.of(0, 14, 0), List.of(0, 13, 0), List.of(0, 13, 0));
        assertThat(record.last().right()).containsExactly(0, 0, 13);
        recorder(List.of(), 0, 3);
        assertThat(new ProbeFolder(root).confusion()).isEmpty(); // a run that is begun again
    }

    @Test
    void ofManyClassesOnlyTheRecallIsKept() throws IOException {
        int classes = ConfusionRecord.MOST_CLASSES + 1;
        recorder(List.of(), 0, classes).epoch(result(1, 1), true, matrix(classes, 1));
        ConfusionRecord.Counts last =
                new ProbeFolder(root).confusion().orElseThrow().last();
        assertThat(last.counts()).isNull();
        assertThat(last.images()).hasSize(classes);
        assertThat(last.right().get(1)).isEqualTo(1);
    }

    @Test
    void whatCannotBeWrittenIsNamedOnce() throws IOException {
        Files.writeString(root.resolve("dashboard"), "a file where the folder should be");
        TrainingRecorder recorder = recorder(List.of(), 0, 3);
        recorder.step(1, 1, 1, 1);
        recorder.ended(State.FINISHED, "");
        assertThat(failures)
                .singleElement()
                .asString()
                .startsWith("The progress of the dashboard is no longer written: ");
    }
}
