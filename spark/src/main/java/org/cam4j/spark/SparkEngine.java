package org.cam4j.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.format.Datasets;
import org.cam4j.evaluation.scoring.Evaluation;
import org.cam4j.evaluation.statistics.ImageValues;
import org.cam4j.training.fit.WorkerGroup;
import org.cam4j.training.localize.MapComputer;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.protocol.DistributedEvaluation;
import org.cam4j.training.protocol.Engine;
import org.cam4j.training.recipe.TrainRecipe;
import org.jspecify.annotations.Nullable;

/** Trains and evaluates on a Spark cluster. The connection is opened with the first job and closed by {@link #close}. */
public final class SparkEngine implements Engine, AutoCloseable {
    private final Supplier<ClusterOptions> options;
    private final Supplier<WorkerOptions> workers;
    private final Consumer<String> notes;
    private @Nullable Cluster cluster;
    private int jobs;

    /**
     * How a network is trained together.
     *
     * @param workers see {@link WorkerGroup}
     * @param batchesPerRound see {@link WorkerGroup}
     * @param syncMode see {@link WorkerGroup}
     */
    public record WorkerOptions(int workers, int batchesPerRound, WorkerGroup.SyncMode syncMode) {}

    /**
     * Starts nothing yet.
     *
     * @param options asked for when the work begins
     * @param workers asked for when a training begins
     * @param notes receives lines for the user
     */
    public SparkEngine(Supplier<ClusterOptions> options, Supplier<WorkerOptions> workers, Consumer<String> notes) {
        this.options = options;
        this.workers = workers;
        this.notes = notes;
    }

    @Override
    public Map<String, Evaluation.Result> measure(
            DistributedEvaluation measurement,
            CamModel model,
            Datasets.Location location,
            Dataset data,
            List<Sample> samples,
            LongConsumer progress)
            throws IOException {
        int size = options.get().imagesPerTask();
        if (size < 1 || size % MapComputer.BATCH_SIZE != 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "--images-per-task %d: expected a multiple of %d, the images of a batch.",
                    size,
                    MapComputer.BATCH_SIZE));
        }
        List<List<ImageValues.Key>> parts = new ArrayList<>();
        for (int begin = 0; begin < samples.size(); begin += size) {
            parts.add(new ArrayList<>(samples.subList(begin, Math.min(samples.size(), begin + size)).stream()
                    .map(Job::key)
                    .toList()));
        }
        Cluster connected = cluster(measurement.threads());
        Job job = job(connected, model, location, data);
        String description = String.format(
                Locale.ROOT,
                "%s: %d images by %s",
                measurement.choosing() ? "choose the threshold" : "evaluate",
                samples.size(),
                String.join(", ", measurement.methods()));
        List<Map<String, Evaluation.Counts>> counted = new ArrayList<>();
        for (byte[] packed : connected.run(
                description,
                parts,
                new CountTask(job, measurement),
                done -> progress.accept(Math.min(samples.size(), (long) done * size)))) {
            counted.add(CountTask.unpack(packed));
        }
        job.model().destroy();
        return measurement.result(counted, data);
    }

    @Override
    public WorkerGroup workers(
            CamModel model, Datasets.Location location, Dataset data, TrainRecipe recipe, int threads) {
        WorkerOptions chosen = workers.get();
        try {
            Cluster connected = cluster(threads);
            return new SparkWorkerGroup(
                    connected,
                    job(connected, model, location, data),
                    recipe,
                    chosen.workers(),
                    chosen.batchesPerRound(),
                    chosen.syncMode());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure.getMessage(), failure);
        }
    }

    private Job job(Cluster connected, CamModel model, Datasets.Location location, Dataset data) throws IOException {
        jobs++;
        return new Job(
                ProcessHandle.current().pid() + "-" + jobs,
                connected.broadcast(ModelBytes.of(model)),
                location,
                data.fingerprint());
    }

    private Cluster cluster(int threads) throws IOException {
        Cluster known = cluster;
        if (known == null) {
            known = Cluster.connect(options.get(), threads, notes);
            cluster = known;
        }
        return known;
    }

    @Override
    public Map<String, Object> record() {
        Cluster known = cluster;
        return known == null ? Map.of() : known.record();
    }

    @Override
    public void close() {
        if (cluster != null) {
            cluster.close();
        }
    }
}
