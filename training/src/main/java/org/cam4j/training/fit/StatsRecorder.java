package org.cam4j.training.fit;

import java.io.IOError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.deeplearning4j.core.storage.StatsStorage;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.ui.model.stats.StatsListener;
import org.deeplearning4j.ui.model.stats.api.StatsUpdateConfiguration;
import org.deeplearning4j.ui.model.stats.impl.DefaultStatsUpdateConfiguration;
import org.deeplearning4j.ui.model.storage.FileStatsStorage;
import org.deeplearning4j.ui.model.storage.InMemoryStatsStorage;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Fills Deeplearning4j's UI storage, as its dashboard reads it. It only looks on: when the storage fails (a full disk, another process has it open), it says so
 * once and falls silent, and the training goes on.
 */
final class StatsRecorder extends StatsListener implements AutoCloseable {
    /** The storage's name in a run folder. */
    static final String FILE = "ui.db";

    private static final String SESSION = "cam4j";
    private static final String WORKER = "fit";

    private final transient StatsStorage storage;
    private final transient Consumer<String> notes;
    private boolean silent;

    private StatsRecorder(StatsStorage storage, int every, Consumer<String> notes) {
        super(storage, null, configuration(every), SESSION, WORKER);
        this.storage = storage;
        this.notes = notes;
    }

    /** What the dashboard draws; means and the histograms of activations and gradients, which cost the most, it does not need. */
    private static StatsUpdateConfiguration configuration(int every) {
        return new DefaultStatsUpdateConfiguration.Builder()
                .reportingFrequency(every)
                .collectMeanParameters(false)
                .collectMeanGradients(false)
                .collectMeanUpdates(false)
                .collectMeanActivations(false)
                .collectMeanMagnitudesActivations(false)
                .collectHistogramsActivations(false)
                .collectHistogramsGradients(false)
                .build();
    }

    /**
     * Begins a new storage. A file that is there is removed and never opened, not even to resume a run: Deeplearning4j creates whatever classes such a file names and
     * deserializes Java objects from it, so that a run folder from elsewhere could execute code.
     *
     * @param every steps between two entries
     * @param notes gets one line when an earlier storage was removed, or the storage fails
     */
    static StatsRecorder begin(Path file, int every, Consumer<String> notes) {
        try {
            if (Files.deleteIfExists(file)) {
                notes.accept(String.format(
                        Locale.ROOT,
                        "%s starts empty: statistics of an earlier process are never opened. The history keeps every epoch.",
                        FILE));
            }
            return new StatsRecorder(new FileStatsStorage(file.toFile()), every, notes);
        } catch (IOException | RuntimeException | IOError failure) {
            StatsRecorder recorder = new StatsRecorder(new InMemoryStatsStorage(), every, notes);
            recorder.fallSilent(failure);
            return recorder;
        }
    }

    /** What it fills. */
    StatsStorage storage() {
        return storage;
    }

    @Override
    public void onForwardPass(Model model, Map<String, INDArray> activations) {
        guarded(() -> super.onForwardPass(model, activations));
    }

    @Override
    public void onGradientCalculation(Model model) {
        guarded(() -> super.onGradientCalculation(model));
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
        guarded(() -> super.iterationDone(model, iteration, epoch));
    }

    @Override
    public void close() {
        guarded(() -> {
            try {
                storage.close();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
    }

    private void guarded(Runnable work) {
        if (silent) {
            return;
        }
        try {
            work.run();
        } catch (Exception | IOError failure) { // MapDB is Kotlin: it throws IOExceptions without saying so
            fallSilent(failure);
        }
    }

    private void fallSilent(Throwable failure) {
        silent = true;
        notes.accept(String.format(
                Locale.ROOT, "%s is not written: %s. The training goes on without it.", FILE, failure.getMessage()));
    }
}
