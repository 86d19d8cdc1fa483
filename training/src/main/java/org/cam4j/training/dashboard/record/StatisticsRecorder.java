package org.cam4j.training.dashboard.record;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bytedeco.javacpp.Pointer;
import org.cam4j.training.fit.FitListener;
import org.cam4j.training.fit.result.ConfusionMatrix;
import org.cam4j.training.fit.result.EpochResult;
import org.cam4j.training.internal.dashboard.ProbeFolder;
import org.cam4j.training.internal.dashboard.Recording;
import org.cam4j.training.internal.dashboard.Statistics;
import org.cam4j.training.internal.dashboard.Statistics.Bars;
import org.cam4j.training.internal.dashboard.Statistics.Entry;
import org.cam4j.training.internal.dashboard.Statistics.Kind;
import org.cam4j.training.internal.dashboard.Statistics.Machine;
import org.cam4j.training.internal.dashboard.Statistics.Network;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.run.RunFolder;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.ui.model.stats.api.Histogram;
import org.deeplearning4j.ui.model.stats.api.StatsInitializationReport;
import org.deeplearning4j.ui.model.stats.api.StatsReport;
import org.deeplearning4j.ui.model.stats.api.StatsType;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@link Statistics} into a run folder from what Deeplearning4j's listener reports: after every epoch, and in long epochs every {@value #SECONDS_BETWEEN_WRITES} seconds. When it
 * cannot write, it reports that once and stops; the training continues.
 */
final class StatisticsRecorder implements FitListener {
    private static final int SECONDS_BETWEEN_WRITES = 10;

    /** Steps between two entries; one costs about half a step. Short runs get more, for curves of {@value #LEAST_ENTRIES} points. */
    private static final int STEPS_PER_ENTRY = 50;

    private static final int LEAST_ENTRIES = 5;

    private final Path out;
    private final Recording recording;

    private final List<Entry> entries = new ArrayList<>();
    private final Map<Kind, Map<String, List<Float>>> series = new EnumMap<>(Kind.class);
    private final Map<Kind, Map<String, Bars>> histograms = new EnumMap<>(Kind.class);
    private @Nullable Network network;
    private @Nullable Machine machine;
    private int stride = 1;
    private long reports;
    private long started;
    private long begun;
    private long before;
    private long written = System.nanoTime();

    /**
     * A recorder of one run.
     *
     * @param out the run's folder
     * @param notes gets one line when nothing can be written
     */
    public StatisticsRecorder(Path out, Consumer<String> notes) {
        this.out = out;
        recording = new Recording("The statistics of the dashboard are", notes);
    }

    @Override
    public List<TrainingListener> graphListeners(long steps) {
        int every = (int) Math.max(1, Math.min(STEPS_PER_ENTRY, steps / LEAST_ENTRIES));
        return List.of(new StatisticsListener(every, recording, this::describe, this::add));
    }

    @Override
    public void started(int epoch, int epochs, int steps) {
        recording.run(() -> {
            RunFolder folder = RunFolder.open(out);
            begun = System.currentTimeMillis();
            written = System.nanoTime();
            started = begun;
            if (epoch == 1) {
                folder.delete(ProbeFolder.STATISTICS);
            } else {
                resume((epoch - 1) * steps);
            }
        });
    }

    @Override
    public void step(Progress progress) {
        int last = entries.size() - 1;
        if (last >= 0 && Float.isNaN(entries.get(last).loss())) {
            entries.set(last, entries.get(last).with((float) progress.loss()));
        }
    }

    @Override
    public void network(EpochResult result, CamModel model, ConfusionMatrix validation) {
        recording.run(this::write);
    }

    /** Continues the curves of the process before, up to the step that training continues from. */
    private void resume(int steps) {
        Statistics old;
        try {
            old = new ProbeFolder(out).statistics();
        } catch (IOException absent) {
            return; // The curves begin here: there were none, or they are of another version.
        }
        int kept = (int) old.entries().stream()
                .filter(entry -> entry.iteration() <= steps)
                .count();
        started = old.started();
        before = old.milliseconds();
        stride = old.stride();
        entries.addAll(old.entries().subList(0, kept));
        old.series().forEach((kind, curves) -> {
            Map<String, List<Float>> target = curves(kind);
            curves.forEach((name, values) -> target.put(name, new ArrayList<>(values.subList(0, kept))));
        });
    }

    private void describe(StatsInitializationReport report) {
        network = NetworkTable.of(report);
        machine = new Machine(
                text(report.getSwOsName()),
                text(report.getSwArch()),
                text(report.getSwHostName()).strip(),
                text(report.getSwJvmName()),
                text(report.getSwJvmVersion()),
                text(report.getSwNd4jBackendClass()),
                text(report.getSwNd4jDataTypeName()),
                report.getHwJvmAvailableProcessors(),
                report.getHwNumDevices());
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private void add(StatsReport report) throws IOException {
        keepHistograms(Kind.PARAMETERS, report, StatsType.Parameters);
        keepHistograms(Kind.UPDATES, report, StatsType.Updates);
        if (reports++ % stride == 0) {
            int count = entries.size();
            entries.add(new Entry(
                    report.getIterationCount(),
                    report.getTimeStamp(),
                    Float.NaN, // follows when the step is done; the network's own score holds the weight penalties too
                    (float) report.getMinibatchesPerSecond(),
                    (float) report.getExamplesPerSecond(),
                    report.getJvmCurrentBytes(),
                    report.getJvmMaxBytes(),
                    Pointer.physicalBytes(),
                    Pointer.totalPhysicalBytes()));
            add(Kind.PARAMETERS, report.getMeanMagnitudes(StatsType.Parameters), false, count);
            add(Kind.UPDATES, report.getMeanMagnitudes(StatsType.Updates), false, count);
            add(Kind.GRADIENT_DEVIATION, report.getStdev(StatsType.Gradients), true, count);
            add(Kind.UPDATE_DEVIATION, report.getStdev(StatsType.Updates), true, count);
            add(Kind.ACTIVATION_MEAN, report.getMean(StatsType.Activations), false, count);
            add(Kind.ACTIVATION_DEVIATION, report.getStdev(StatsType.Activations), false, count);
            add(Kind.LEARNING_RATE, report.getLearningRates(), true, count);
            if (entries.size() == Statistics.MOST_ENTRIES) {
                thin();
            }
        }
        if (System.nanoTime() - written > TimeUnit.SECONDS.toNanos(SECONDS_BETWEEN_WRITES)) {
            write();
        }
    }

    private Map<String, List<Float>> curves(Kind kind) {
        return series.computeIfAbsent(kind, none -> new LinkedHashMap<>());
    }

    /** Adds a value to each curve; one that has no value here, or had none before, has NaN there. */
    private void add(Kind kind, @Nullable Map<String, Double> values, boolean weightsOnly, int count) {
        Map<String, List<Float>> curves = curves(kind);
        if (values != null) {
            values.forEach((name, value) -> {
                if (!weightsOnly || name.endsWith("W")) {
                    List<Float> curve = curves.computeIfAbsent(name, none -> new ArrayList<>());
                    while (curve.size() < count) {
                        curve.add(Float.NaN);
                    }
                    curve.add(value.floatValue());
                }
            });
        }
        for (List<Float> curve : curves.values()) {
            if (curve.size() == count) {
                curve.add(Float.NaN);
            }
        }
    }

    private void keepHistograms(Kind kind, StatsReport report, StatsType type) {
        Map<String, Histogram> found = report.getHistograms(type);
        if (found != null) {
            Map<String, Bars> bars = new LinkedHashMap<>();
            found.forEach((name, one) -> bars.put(
                    name,
                    new Bars(
                            one.getMin(),
                            one.getMax(),
                            Arrays.stream(one.getBinCounts()).boxed().toList())));
            histograms.put(kind, bars);
        }
    }

    /** Drops every other entry. */
    private void thin() {
        halve(entries);
        series.values().forEach(curves -> curves.values().forEach(StatisticsRecorder::halve));
        stride *= 2;
    }

    private static <T> void halve(List<T> values) {
        List<T> kept = new ArrayList<>();
        for (int i = 0; i < values.size(); i += 2) {
            kept.add(values.get(i));
        }
        values.clear();
        values.addAll(kept);
    }

    private void write() throws IOException {
        if (network == null || machine == null || entries.isEmpty()) {
            return;
        }
        written = System.nanoTime();
        Statistics statistics = new Statistics(
                Statistics.SCHEMA_VERSION,
                started,
                before + System.currentTimeMillis() - begun,
                network,
                machine,
                stride,
                entries,
                series,
                histograms);
        RunFolder.open(out).writeJson(ProbeFolder.STATISTICS, statistics);
    }
}
