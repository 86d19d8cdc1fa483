package org.cam4j.training.fit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Split;
import org.cam4j.training.fit.TrainStep.Answers;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.model.ModelFile;
import org.cam4j.training.run.Environment;
import org.cam4j.training.run.RunFolder;
import org.cam4j.training.run.RunRecord;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * Trains a network by a recipe and leaves a run folder behind:
 *
 * <ul>
 *   <li>{@code model.zip} the network of the epoch that was best on the validation split,
 *   <li>{@code checkpoint.zip} all that is needed to go on after the last finished epoch,
 *   <li>{@code history.csv} a line an epoch, {@code ui.db} the statistics of the last process for Deeplearning4j's dashboard,
 *   <li>{@code run.json} the run's record, written when it is finished.
 * </ul>
 *
 * <p>A run that was killed and resumed ends with the same parameters as one that was not, on the same number of threads: order, augmentation and dropout are
 * drawn from seed, epoch and step. The test split is never looked at.
 */
public final class Fit {
    /** The best network's file name in the run folder. */
    public static final String MODEL = "model.zip";

    /** The file that an interrupted run goes on from. */
    public static final String CHECKPOINT = Checkpoint.FILE;

    /** The table's file name. */
    public static final String HISTORY = "history.csv";

    /** Steps between two entries in the UI storage; one costs about as much as a step. Short runs get more, for curves of {@value #LEAST_UI_ENTRIES} points. */
    private static final int STEPS_PER_UI_ENTRY = 50;

    private static final int LEAST_UI_ENTRIES = 20;

    private final CamModel model;
    private final Dataset data;
    private final TrainRecipe recipe;
    private final RunFolder folder;
    private final FitListener listener;
    private final Optional<WorkerGroup> crew;

    private Fit(
            CamModel model,
            Dataset data,
            TrainRecipe recipe,
            RunFolder folder,
            FitListener listener,
            Optional<WorkerGroup> crew) {
        this.model = model;
        this.data = data;
        this.recipe = recipe;
        this.folder = folder;
        this.listener = listener;
        this.crew = crew;
    }

    /**
     * Trains until the recipe's last epoch.
     *
     * @param model ends with the parameters of the last epoch
     * @param out the run folder; made where it is missing
     * @param resume goes on from {@code checkpoint.zip} in that folder, or begins where there is none; without it a folder with a checkpoint is refused
     * @throws IllegalArgumentException in one line, when network and data do not fit, a split is missing, or a resumed run is not the one that was begun
     * @throws DivergedException when the loss is no finite number any more
     * @throws IOException in one line, when a file cannot be read or written, or another process trains into the folder; the files of the epochs before are intact
     */
    public static FitResult run(
            CamModel model, Dataset data, TrainRecipe recipe, Path out, boolean resume, FitListener listener)
            throws IOException {
        return run(model, data, recipe, out, resume, listener, Optional.empty());
    }

    /**
     * As {@link #run(CamModel, Dataset, TrainRecipe, Path, boolean, FitListener)}, where others may learn from the training split; validation, checkpoints and records
     * are made here.
     *
     * @param crew who learns; this process alone where it is empty
     */
    public static FitResult run(
            CamModel model,
            Dataset data,
            TrainRecipe recipe,
            Path out,
            boolean resume,
            FitListener listener,
            Optional<WorkerGroup> crew)
            throws IOException {
        check(model, data);
        RunFolder folder = RunFolder.open(out);
        RunFolder.Lock lock = folder.lock();
        try {
            return new Fit(model, data, recipe, folder, listener, crew).run(resume);
        } finally {
            lock.close();
        }
    }

    private static void check(CamModel model, Dataset data) {
        int classes = data.classNames().size();
        if (classes < 2) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Data set %s: found %d as the number of classes, expected 2 or more.",
                    data.id(),
                    classes));
        }
        if (model.classNames().size() != classes) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "The network has %d classes and data set %s has %d, expected as many.",
                    model.classNames().size(),
                    data.id(),
                    classes));
        }
        for (Split split : List.of(Split.TRAIN, Split.VALIDATION)) {
            if (data.samples(split).isEmpty()) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "Data set %s has no images in its %s split; the network learns on train and its best epoch is chosen on validation.",
                        data.id(),
                        split.id()));
            }
        }
    }

    private FitResult run(boolean resume) throws IOException {
        Checkpoint checkpoint = begin(resume);
        TrainStep learner = new TrainStep(model, recipe, BackboneLayers.of(model));
        if (!checkpoint.history().isEmpty()) {
            writeHistory(checkpoint.history()); // a kill behind the checkpoint leaves it a line short
            Checkpoint.readArrays(
                    folder.file(Checkpoint.FILE),
                    learner.graph().params(),
                    learner.optimizerState(),
                    learner.methodState());
            learner.restored();
            learner.count(checkpoint.updates(), checkpoint.history().size());
        }
        try (LocalEpochs passes = new LocalEpochs(learner, data, recipe, model.preprocessing(), listener);
                StatsRecorder stats =
                        StatsRecorder.begin(folder.file(StatsRecorder.FILE), stepsPerEntry(passes), listener::note)) {
            passes.skip(checkpoint.skipped());
            Optional<DistributedEpochs> rounds =
                    crew.map(one -> new DistributedEpochs(one, learner, passes, recipe, listener));
            rounds.ifPresent(others -> passes.leaveTraining());
            learner.listen(stats);
            listener.statistics(stats.storage());
            listener.started(checkpoint.history().size() + 1, recipe.epochs(), passes.steps());
            while (checkpoint.history().size() < recipe.epochs() && !isEnough(checkpoint.history())) {
                checkpoint = epoch(checkpoint, learner, passes, rounds);
            }
        }
        model.graph().params().assign(learner.network().params());
        return finish(checkpoint);
    }

    private static int stepsPerEntry(LocalEpochs passes) {
        return (int) Math.max(1, Math.min(STEPS_PER_UI_ENTRY, passes.totalSteps() / LEAST_UI_ENTRIES));
    }

    private boolean isEnough(List<EpochResult> history) {
        return !history.isEmpty() && listener.isEnough(history.get(history.size() - 1));
    }

    /** The checkpoint to go on from, or an empty one. */
    private Checkpoint begin(boolean resume) throws IOException {
        Map<String, String> identity = identity();
        String arithmetic = Environment.here().arithmetic();
        Path file = folder.file(Checkpoint.FILE);
        if (!Files.exists(file)) {
            if (resume) {
                listener.note(String.format(Locale.ROOT, "Nothing to resume in %s: training starts.", folder.path()));
            }
            folder.delete(StatsRecorder.FILE);
            folder.delete(RunRecord.FILE);
            String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
            return new Checkpoint(Checkpoint.SCHEMA_VERSION, identity, now, arithmetic, 0, List.of(), "", List.of());
        }
        if (!resume) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "%s holds a run already; resume it, or name another folder.", folder.path()));
        }
        Checkpoint checkpoint = Checkpoint.read(file);
        checkpoint.requireIdentity(identity, file);
        if (!Files.exists(folder.file(MODEL))) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "Cannot resume %s: %s, the best network so far, is missing. Start again in another folder.",
                    file,
                    MODEL));
        }
        if (!checkpoint.arithmetic().equals(arithmetic)) {
            listener.note(String.format(
                    Locale.ROOT,
                    "The run began with %s and goes on with %s: its parameters will differ in the last digits.",
                    checkpoint.arithmetic(),
                    arithmetic));
        }
        return checkpoint;
    }

    private Checkpoint epoch(
            Checkpoint before, TrainStep learner, LocalEpochs passes, Optional<DistributedEpochs> rounds)
            throws IOException {
        int epoch = before.history().size();
        long begin = System.nanoTime();
        double waitedBefore = passes.secondsWaiting();
        Answers learned = rounds.isPresent() ? rounds.get().learn(epoch) : passes.learn(epoch);
        double learning = LocalEpochs.secondsSince(begin);
        ConfusionMatrix confusion = new ConfusionMatrix(model.classNames().size());
        Answers looked = passes.look(epoch, confusion);

        long done = (epoch + 1L) * passes.steps();
        EpochResult result = new EpochResult(
                epoch + 1,
                done,
                learned.meanLoss(),
                learned.percentRight(),
                looked.meanLoss(),
                looked.percentRight(),
                learner.learningRate(done - 1, passes.totalSteps()),
                LocalEpochs.secondsSince(begin),
                learned.images() / learning,
                passes.secondsWaiting() - waitedBefore);
        List<EpochResult> history = new ArrayList<>(before.history());
        history.add(result);
        learner.count(learner.updates(), history.size());
        model.graph().params().assign(learner.network().params());
        listener.network(result, model, confusion);

        boolean best = EpochResult.best(history).equals(result);
        if (best) {
            save(learner.network(), result);
        }
        Checkpoint after = new Checkpoint(
                Checkpoint.SCHEMA_VERSION,
                before.identity(),
                before.started(),
                before.arithmetic(),
                learner.updates(),
                history,
                best ? ParameterBytes.hash(learner.network().params()) : before.bestWeightsHash(),
                passes.skipped());
        after.write(folder, learner.graph().params(), learner.optimizerState(), learner.methodState());
        writeHistory(history);
        if (epoch == 0 && !passes.skipped().isEmpty()) {
            listener.skipped(passes.skipped());
        }
        listener.epoch(result, best);
        return after;
    }

    private void writeHistory(List<EpochResult> history) throws IOException {
        folder.writeCsv(
                HISTORY,
                EpochResult.HEADER,
                history.stream().map(EpochResult::row).toList());
    }

    private void save(ComputationGraph graph, EpochResult result) throws IOException {
        Map<String, String> provenance = new LinkedHashMap<>();
        provenance.put("trained on", data.id() + " " + data.fingerprint());
        provenance.put("recipe", recipe.toString());
        provenance.put("epoch", String.format(Locale.ROOT, "%d of %d", result.epoch(), recipe.epochs()));
        ModelFile.save(model.withGraph(graph).withProvenance(provenance), folder.file(MODEL));
    }

    private FitResult finish(Checkpoint end) throws IOException {
        Path file = folder.file(RunRecord.FILE);
        if (!Files.exists(file)) {
            folder.writeJson(RunRecord.FILE, record(end));
        }
        return new FitResult(
                folder.file(MODEL),
                EpochResult.best(end.history()),
                end.history(),
                ParameterBytes.hash(model.graph().params()),
                end.skipped(),
                RunRecord.read(file));
    }

    private RunRecord record(Checkpoint end) {
        EpochResult best = EpochResult.best(end.history());
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("bestEpoch", best.epoch());
        metrics.put("validationTop1", best.validationTop1());
        metrics.put("validationLoss", best.validationLoss());
        metrics.put(
                "imagesPerSecond",
                end.history().stream()
                        .mapToDouble(EpochResult::imagesPerSecond)
                        .average()
                        .orElse(0));
        metrics.put(
                "secondsWaiting",
                end.history().stream().mapToDouble(EpochResult::secondsWaiting).sum());
        metrics.put("skippedImages", end.skipped().size());
        return new RunRecord(
                RunRecord.SCHEMA_VERSION,
                "train",
                end.started(),
                new LinkedHashMap<>(end.identity()),
                recipe.seed(),
                data.fingerprint(),
                end.bestWeightsHash(),
                Environment.here(),
                end.history().stream().mapToDouble(EpochResult::seconds).sum(),
                metrics,
                null);
    }

    /** Whatever must be the same for two runs to be the same, by name. */
    private Map<String, String> identity() {
        Map<String, String> identity = new LinkedHashMap<>();
        identity.put("backbone", model.backbone());
        identity.put("head", model.head());
        identity.put("preprocessing", model.preprocessing().identity());
        identity.put("starting weights", ParameterBytes.hash(model.graph().params()));
        identity.put("data set", data.id());
        identity.put("data fingerprint", data.fingerprint());
        identity.putAll(recipe.identity().texts());
        crew.ifPresent(others -> identity.put(
                "crew",
                String.format(
                        Locale.ROOT,
                        "%d learners, %s exchanged every %d batches",
                        others.learners(),
                        others.exchange().id(),
                        others.batches())));
        return identity;
    }
}
