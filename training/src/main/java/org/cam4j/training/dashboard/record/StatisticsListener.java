package org.cam4j.training.dashboard.record;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import org.cam4j.training.internal.dashboard.Recording;
import org.deeplearning4j.core.storage.Persistable;
import org.deeplearning4j.core.storage.StatsStorageRouter;
import org.deeplearning4j.core.storage.StorageMetaData;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.ui.model.stats.StatsListener;
import org.deeplearning4j.ui.model.stats.api.StatsInitializationReport;
import org.deeplearning4j.ui.model.stats.api.StatsReport;
import org.deeplearning4j.ui.model.stats.api.StatsUpdateConfiguration;
import org.deeplearning4j.ui.model.stats.impl.DefaultStatsUpdateConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Deeplearning4j's statistics of a graph that is trained, handed on as they are computed; nothing is stored. */
final class StatisticsListener extends StatsListener {
    private static final String SESSION = "cam4j";
    private static final String WORKER = "fit";

    private final transient Recording recording;

    /** Receives a report. */
    @FunctionalInterface
    interface Receiver<T> {
        void accept(T report) throws IOException;
    }

    /**
     * A listener of one run.
     *
     * @param every steps between two reports
     * @param start receives the description of network and machine
     * @param update receives the statistics of a step
     */
    StatisticsListener(
            int every, Recording recording, Receiver<StatsInitializationReport> start, Receiver<StatsReport> update) {
        super(new Router(recording, start, update), null, configuration(every), SESSION, WORKER);
        this.recording = recording;
    }

    /** What the dashboard draws: no other means, and no histograms of activations and gradients, which cost the most. */
    private static StatsUpdateConfiguration configuration(int every) {
        return new DefaultStatsUpdateConfiguration.Builder()
                .reportingFrequency(every)
                .collectMeanParameters(false)
                .collectMeanGradients(false)
                .collectMeanUpdates(false)
                .collectMeanActivations(true)
                .collectMeanMagnitudesActivations(false)
                .collectHistogramsActivations(false)
                .collectHistogramsGradients(false)
                .build();
    }

    @Override
    public void onForwardPass(Model model, Map<String, INDArray> activations) {
        recording.run(() -> super.onForwardPass(model, activations));
    }

    @Override
    public void onGradientCalculation(Model model) {
        recording.run(() -> super.onGradientCalculation(model));
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
        recording.run(() -> super.iterationDone(model, iteration, epoch));
    }

    private record Router(Recording recording, Receiver<StatsInitializationReport> start, Receiver<StatsReport> update)
            implements StatsStorageRouter {
        @Override
        public void putStorageMetaData(StorageMetaData storageMetaData) {}

        @Override
        public void putStorageMetaData(Collection<? extends StorageMetaData> storageMetaData) {}

        @Override
        public void putStaticInfo(Persistable staticInfo) {
            if (staticInfo instanceof StatsInitializationReport report) {
                recording.run(() -> start.accept(report));
            }
        }

        @Override
        public void putStaticInfo(Collection<? extends Persistable> staticInfo) {
            staticInfo.forEach(this::putStaticInfo);
        }

        @Override
        public void putUpdate(Persistable update) {
            if (update instanceof StatsReport report) {
                recording.run(() -> this.update.accept(report));
            }
        }

        @Override
        public void putUpdate(Collection<? extends Persistable> updates) {
            updates.forEach(this::putUpdate);
        }
    }
}
