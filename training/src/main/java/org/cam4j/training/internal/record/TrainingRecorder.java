package org.cam4j.training.internal.record;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongToDoubleFunction;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.cam4j.training.fit.result.ConfusionMatrix;
import org.cam4j.training.fit.result.EpochMetric;
import org.cam4j.training.fit.result.EpochResult;
import org.cam4j.training.internal.dashboard.ConfusionRecord;
import org.cam4j.training.internal.dashboard.ProbeFolder;
import org.cam4j.training.internal.dashboard.Recording;
import org.cam4j.training.internal.dashboard.RunProcess;
import org.cam4j.training.internal.dashboard.StepLine;
import org.cam4j.training.internal.dashboard.TrainingInfo;
import org.cam4j.training.internal.dashboard.TrainingProgress;
import org.cam4j.training.internal.dashboard.TrainingProgress.Note;
import org.cam4j.training.internal.dashboard.TrainingProgress.State;
import org.cam4j.training.run.RunFolder;
import org.jspecify.annotations.Nullable;

/**
 * Writes what the dashboard shows of every training: what is trained, how far it is, the curves per step and the confusion matrix. When it cannot write, it reports that
 * once and stops; the training continues and ends with the same parameters.
 */
public final class TrainingRecorder {
    private static final long BETWEEN_LINES = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long BETWEEN_WRITES = TimeUnit.SECONDS.toNanos(2);

    private final RunFolder folder;
    private final Recording recording;
    private final List<Note> notes = new ArrayList<>();

    private @Nullable TrainingInfo info;
    private @Nullable StepLog log;
    private @Nullable Warnings warnings;
    private LongToDoubleFunction learningRate = step -> Double.NaN;
    private int batchSize;
    private State state = State.RUNNING;
    private final long begun = System.currentTimeMillis();
    private int epoch;
    private int step;
    private double rate;
    private int bestEpoch;
    private ConfusionRecord.@Nullable Counts best;
    private double secondsPerEpoch = Double.NaN;
    private double secondsPerStep = Double.NaN;
    private long lastLine = System.nanoTime();
    private long lastLineStep;
    private long lastWrite;

    /**
     * A recorder of one run.
     *
     * @param failure receives one line when nothing can be written
     */
    public TrainingRecorder(RunFolder folder, Consumer<String> failure) {
        this.folder = folder;
        recording = new Recording("The progress of the dashboard is", failure);
    }

    /**
     * Training starts or continues.
     *
     * @param training what is trained
     * @param exclusive whether an image has one class
     * @param batch images per step
     * @param metric what the best epoch is chosen by
     * @param history the finished epochs
     * @param done steps done in the epoch after them
     * @param rateOfStep the learning rate by the number of the step, from 0
     */
    public void started(
            TrainingInfo training,
            boolean exclusive,
            int batch,
            EpochMetric metric,
            List<EpochResult> history,
            int done,
            LongToDoubleFunction rateOfStep) {
        batchSize = batch;
        learningRate = rateOfStep;
        warnings = new Warnings(training.classNames(), exclusive);
        epoch = Math.min(training.epochs(), history.size() + 1);
        step = history.size() >= training.epochs() ? training.steps() : done;
        lastLineStep = (long) history.size() * training.steps() + done;
        bestEpoch = history.isEmpty() ? 0 : metric.best(history).epoch();
        secondsPerEpoch =
                history.isEmpty() ? Double.NaN : history.get(history.size() - 1).seconds();
        recording.run(() -> {
            List<StepLine> kept = lastLineStep == 0 ? begin(training) : resume(training);
            folder.writeJson(RunProcess.FILE, RunProcess.here());
            log = new StepLog(folder, kept);
            write();
        });
    }

    private List<StepLine> begin(TrainingInfo training) throws IOException {
        info = training.withStarted(begun);
        folder.writeJson(TrainingInfo.FILE, info);
        folder.delete(ConfusionRecord.FILE);
        return List.of();
    }

    private List<StepLine> resume(TrainingInfo training) throws IOException {
        ProbeFolder before = new ProbeFolder(folder.path());
        List<StepLine> kept = List.of();
        long started = begun;
        try {
            started = before.training().map(TrainingInfo::started).orElse(begun);
            before.progress().ifPresent(progress -> notes.addAll(progress.notes()));
            best = before.confusion()
                    .map(ConfusionRecord::best)
                    .filter(counts -> counts.epoch() == bestEpoch)
                    .orElse(null);
            kept = before.steps().stream()
                    .filter(line -> line.step() <= lastLineStep)
                    .toList();
        } catch (IOException unreadable) {
            notes.add(new Note(epoch, "The curves begin here: " + unreadable.getMessage()));
        }
        notes.removeIf(note -> note.epoch() > epoch);
        info = training.withStarted(started);
        folder.writeJson(TrainingInfo.FILE, info);
        return kept;
    }

    /**
     * A step is done.
     *
     * @param inEpoch from 1
     * @param stepInEpoch from 1
     * @param loss of its batch
     * @param imagesPerSecond mean of this epoch
     */
    public void step(int inEpoch, int stepInEpoch, double loss, double imagesPerSecond) {
        recording.run(() -> {
            TrainingInfo training = info;
            if (training == null || log == null) {
                return;
            }
            boolean first = inEpoch != epoch || step == 0;
            epoch = inEpoch;
            step = stepInEpoch;
            rate = imagesPerSecond;
            secondsPerStep = batchSize / imagesPerSecond;
            long now = System.nanoTime();
            if (first || step == training.steps() || now - lastLine > BETWEEN_LINES * log.sparseness()) {
                long total = (epoch - 1L) * training.steps() + step;
                double recent = first ? rate : (total - lastLineStep) * batchSize * 1e9 / Math.max(1, now - lastLine);
                log.add(new StepLine(
                        total,
                        epoch,
                        loss,
                        learningRate.applyAsDouble(total - 1),
                        recent,
                        Pointer.physicalBytes(),
                        System.currentTimeMillis()));
                lastLine = now;
                lastLineStep = total;
            }
            if (step == training.steps() || now - lastWrite > BETWEEN_WRITES) {
                write();
            }
        });
    }

    /** An epoch is done and its checkpoint written. */
    public void epoch(EpochResult result, boolean isBest, ConfusionMatrix validation) {
        recording.run(() -> {
            Warnings signs = warnings;
            TrainingInfo training = info;
            if (signs == null || training == null) {
                return;
            }
            bestEpoch = isBest ? result.epoch() : bestEpoch;
            secondsPerEpoch = result.seconds();
            if (result.epoch() < training.epochs()) {
                epoch = result.epoch() + 1;
                step = 0;
            }
            if (IntStream.range(0, validation.classes()).anyMatch(label -> validation.images(label) > 0)) {
                ConfusionRecord.Counts now = ConfusionRecord.Counts.of(result.epoch(), validation);
                best = isBest || best == null ? now : best;
                folder.writeLiveJson(
                        ConfusionRecord.FILE, new ConfusionRecord(ConfusionRecord.SCHEMA_VERSION, now, best));
                signs.after(result, bestEpoch, validation).forEach(text -> note(result.epoch(), text));
            }
            write();
        });
    }

    /**
     * Training ended, in whatever way.
     *
     * @param why one line for the reader; empty where there is nothing to say
     */
    public void ended(State end, String why) {
        recording.run(() -> {
            state = end;
            if (!why.isEmpty()) {
                note(epoch, why);
            }
            write();
        });
    }

    private void note(int ofEpoch, String text) {
        notes.add(new Note(ofEpoch, text));
        while (notes.size() > TrainingProgress.MOST_NOTES) {
            notes.remove(0);
        }
    }

    private void write() throws IOException {
        TrainingInfo training = info;
        if (training == null || log == null) {
            return;
        }
        lastWrite = System.nanoTime();
        log.flush();
        boolean validating = state == State.RUNNING && step == training.steps();
        folder.writeLiveJson(
                TrainingProgress.FILE,
                new TrainingProgress(
                        TrainingProgress.SCHEMA_VERSION,
                        state,
                        begun,
                        System.currentTimeMillis(),
                        epoch,
                        step,
                        validating,
                        rate,
                        secondsLeft(training),
                        bestEpoch,
                        notes));
    }

    /** By the speed of the steps, and by the last epoch where there is one, which holds the validation too. */
    private @Nullable Double secondsLeft(TrainingInfo training) {
        int open = training.steps() - step;
        int epochsAfter = training.epochs() - epoch;
        double perEpoch = Double.isNaN(secondsPerEpoch) ? secondsPerStep * training.steps() : secondsPerEpoch;
        double left = secondsPerStep * open + perEpoch * epochsAfter;
        return state == State.RUNNING && Double.isFinite(left) ? left : null;
    }
}
