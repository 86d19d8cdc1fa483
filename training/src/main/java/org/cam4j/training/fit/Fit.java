package org.cam4j.training.fit;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Seeds;
import org.cam4j.datasets.Skipped;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.pixels.Augmentation;
import org.cam4j.datasets.pixels.Batch;
import org.cam4j.datasets.pixels.BatchReader;
import org.cam4j.datasets.pixels.PixelTransform;
import org.cam4j.training.backbone.CamModel;
import org.cam4j.training.backbone.ModelFile;
import org.cam4j.training.fit.Learner.Answers;
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
 *   <li>{@code history.csv} a line an epoch, {@code ui.db} the storage of Deeplearning4j's dashboard,
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

    /** Steps between two entries in the UI storage; one costs a fraction of a step. */
    private static final int STEPS_PER_UI_ENTRY = 50;

    private final CamModel model;
    private final Dataset data;
    private final TrainRecipe recipe;
    private final RunFolder folder;
    private final FitListener listener;
    private final List<Sample> train;
    private final List<Sample> validation;
    private final int steps;
    private final int readerThreads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    private final Map<String, Skipped> skipped = new TreeMap<>();

    private Fit(CamModel model, Dataset data, TrainRecipe recipe, RunFolder folder, FitListener listener) {
        this.model = model;
        this.data = data;
        this.recipe = recipe;
        this.folder = folder;
        this.listener = listener;
        train = data.samples(Split.TRAIN);
        validation = data.samples(Split.VALIDATION);
        steps = Math.max(1, train.size() / recipe.batchSize());
    }

    /**
     * Trains until the recipe's last epoch.
     *
     * @param model ends with the parameters of the last epoch
     * @param out the run folder; made where it is missing
     * @param resume goes on from {@code checkpoint.zip} in that folder, or begins where there is none; without it a folder with a checkpoint is refused
     * @throws IllegalArgumentException in one line, when network and data do not fit, a split is missing, or a resumed run is not the one that was begun
     * @throws DivergedException when the loss is no finite number any more
     * @throws IOException in one line, when a file cannot be read or written; the files of the epochs before are intact
     */
    public static FitResult run(
            CamModel model, Dataset data, TrainRecipe recipe, Path out, boolean resume, FitListener listener)
            throws IOException {
        check(model, data);
        return new Fit(model, data, recipe, RunFolder.open(out), listener).run(resume);
    }

    private static void check(CamModel model, Dataset data) {
        int classes = data.classNames().size();
        if (classes < 2) {
            throw new IllegalArgumentException(
                    "Data set %s has %d classes, expected 2 or more to tell apart.".formatted(data.id(), classes));
        }
        if (model.classNames().size() != classes) {
            throw new IllegalArgumentException("The network has %d classes and data set %s has %d, expected as many."
                    .formatted(model.classNames().size(), data.id(), classes));
        }
        for (Split split : List.of(Split.TRAIN, Split.VALIDATION)) {
            if (data.samples(split).isEmpty()) {
                throw new IllegalArgumentException(
                        "Data set %s has no images in its %s split; the network learns on train and its best epoch is chosen on validation."
                                .formatted(data.id(), split.id()));
            }
        }
    }

    private FitResult run(boolean resume) throws IOException {
        Checkpoint checkpoint = begin(resume, identity());
        Learner learner = new Learner(model.graph(), model.classNames().size(), recipe, Trunk.of(model));
        if (!checkpoint.history().isEmpty()) {
            restore(checkpoint, learner);
        }
        try (StatsRecorder stats =
                StatsRecorder.open(folder.file(StatsRecorder.FILE), STEPS_PER_UI_ENTRY, listener::note)) {
            learner.listen(stats);
            listener.started(checkpoint.history().size() + 1, recipe.epochs(), steps);
            while (checkpoint.history().size() < recipe.epochs()) {
                checkpoint = epoch(checkpoint, learner);
            }
        }
        model.graph().params().assign(learner.graph().params());
        return finish(checkpoint);
    }

    /** The checkpoint to go on from, or an empty one. */
    private Checkpoint begin(boolean resume, Map<String, String> identity) throws IOException {
        String arithmetic = arithmetic();
        Path file = folder.file(Checkpoint.FILE);
        if (!Files.exists(file)) {
            if (resume) {
                listener.note("Nothing to resume in %s: training starts.".formatted(folder.path()));
            }
            Files.deleteIfExists(folder.file(StatsRecorder.FILE));
            String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
            return new Checkpoint(Checkpoint.SCHEMA_VERSION, identity, now, arithmetic, 0, List.of(), "", List.of());
        }
        if (!resume) {
            throw new IllegalArgumentException(
                    "%s holds a run already; resume it, or name another folder.".formatted(folder.path()));
        }
        Checkpoint checkpoint = Checkpoint.read(file);
        checkpoint.requireIdentity(identity, file);
        if (!Files.exists(folder.file(MODEL))) {
            throw new IOException(
                    "Cannot resume %s: %s, the best network so far, is missing. Start again in another folder."
                            .formatted(file, MODEL));
        }
        if (!checkpoint.arithmetic().equals(arithmetic)) {
            listener.note("The run began with %s and goes on with %s: its parameters will differ in the last digits."
                    .formatted(checkpoint.arithmetic(), arithmetic));
        }
        return checkpoint;
    }

    private void restore(Checkpoint checkpoint, Learner learner) throws IOException {
        Checkpoint.readArrays(folder.file(Checkpoint.FILE), learner.graph().params(), learner.optimiserState());
        learner.graph().getConfiguration().setIterationCount(checkpoint.updates());
        learner.graph().getConfiguration().setEpochCount(checkpoint.history().size());
        checkpoint.skipped().forEach(image -> skipped.put(image.id(), image));
    }

    private Checkpoint epoch(Checkpoint before, Learner learner) throws IOException {
        int epoch = before.history().size();
        long begin = System.nanoTime();
        Answers learned = learn(epoch, learner);
        double learning = secondsSince(begin);
        Answers looked = look(learner);
        requireFinite(looked.loss(), "the validation after epoch %d".formatted(epoch + 1), epoch);

        long done = (epoch + 1L) * steps;
        EpochResult result = new EpochResult(
                epoch + 1,
                done,
                learned.meanLoss(),
                learned.percentRight(),
                looked.meanLoss(),
                looked.percentRight(),
                learner.learningRate(done - 1, total()),
                secondsSince(begin),
                learned.images() / learning);
        List<EpochResult> history = new ArrayList<>(before.history());
        history.add(result);
        learner.graph().getConfiguration().setEpochCount(epoch + 1);

        boolean best = EpochResult.best(history).equals(result);
        String bestHash = best ? Parameters.hash(learner.graph().params()) : before.bestWeightsHash();
        if (best) {
            ModelFile.save(trained(learner.graph(), result), folder.file(MODEL));
        }
        Checkpoint after = new Checkpoint(
                Checkpoint.SCHEMA_VERSION,
                before.identity(),
                before.started(),
                before.arithmetic(),
                learner.graph().getConfiguration().getIterationCount(),
                history,
                bestHash,
                List.copyOf(skipped.values()));
        after.write(folder, learner.graph().params(), learner.optimiserState());
        folder.writeCsv(
                HISTORY,
                EpochResult.HEADER,
                history.stream().map(EpochResult::row).toList());
        if (epoch == 0 && !skipped.isEmpty()) {
            listener.skipped(List.copyOf(skipped.values()));
        }
        listener.epoch(result, best);
        return after;
    }

    private Answers learn(int epoch, Learner learner) throws IOException {
        List<Sample> order = new ArrayList<>(train);
        Collections.shuffle(order, new Random(Seeds.derive(recipe.seed(), epoch, -1)));
        order = order.subList(0, Math.min(order.size(), steps * recipe.batchSize()));
        PixelTransform transform = new Augmentation(
                        model.preprocessing(), recipe.flip(), recipe.cropPadding(), recipe.seed())
                .forEpoch(epoch);
        long begin = System.nanoTime();
        Answers sum = Answers.NONE;
        try (BatchReader reader = new BatchReader(order, recipe.batchSize(), transform, readerThreads)) {
            for (int step = 0; reader.hasNext(); step++) {
                Batch batch = reader.next();
                batch.skipped().forEach(image -> skipped.put(image.id(), image));
                if (batch.isEmpty()) {
                    continue;
                }
                Answers answers = learner.step(batch.images(), labels(batch), (long) epoch * steps + step, total());
                batch.images().close();
                requireFinite(answers.loss(), "epoch %d, step %d of %d".formatted(epoch + 1, step + 1, steps), epoch);
                sum = sum.plus(answers);
                listener.step(new FitListener.Progress(
                        epoch + 1,
                        recipe.epochs(),
                        step + 1,
                        steps,
                        answers.meanLoss(),
                        sum.images() / secondsSince(begin)));
            }
        }
        return requireSome(sum, Split.TRAIN);
    }

    private Answers look(Learner learner) throws IOException {
        Answers sum = Answers.NONE;
        PixelTransform transform =
                (sample, image, index) -> model.preprocessing().apply(image);
        try (BatchReader reader = new BatchReader(validation, recipe.batchSize(), transform, readerThreads)) {
            while (reader.hasNext()) {
                Batch batch = reader.next();
                batch.skipped().forEach(image -> skipped.put(image.id(), image));
                if (!batch.isEmpty()) {
                    sum = sum.plus(learner.look(batch.images(), labels(batch)));
                    batch.images().close();
                }
            }
        }
        return requireSome(sum, Split.VALIDATION);
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
                Parameters.hash(model.graph().params()),
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
        identity.put("preprocessing", model.preprocessing().toString());
        identity.put("starting weights", Parameters.hash(model.graph().params()));
        identity.put("data set", data.id());
        identity.put("data fingerprint", data.fingerprint());
        Map<String, Object> choices = new ObjectMapper().convertValue(recipe, new TypeReference<>() {});
        choices.forEach((name, value) -> identity.put(name, value.toString()));
        return identity;
    }

    /** What decides the last digits of a sum. */
    private static String arithmetic() {
        Environment here = Environment.here();
        return "%d threads of %s on %s, fast layers %s"
                .formatted(
                        here.kernels().threads(),
                        here.kernels().binary(),
                        here.device().processor(),
                        here.kernels().oneDnnLayers() ? "on" : "off");
    }

    private CamModel trained(ComputationGraph graph, EpochResult result) {
        Map<String, String> provenance = new LinkedHashMap<>(model.provenance());
        provenance.put("trained on", data.id() + " " + data.fingerprint());
        provenance.put("recipe", recipe.toString());
        provenance.put("epoch", "%d of %d".formatted(result.epoch(), recipe.epochs()));
        return new CamModel(
                graph, model.preprocessing(), model.classNames(), model.backbone(), model.head(), provenance);
    }

    private Answers requireSome(Answers answers, Split split) throws IOException {
        if (answers.images() == 0) {
            Skipped first = skipped.values().iterator().next();
            throw new IOException("None of the %d %s images of data set %s could be read; the first: %s: %s"
                    .formatted(data.samples(split).size(), split.id(), data.id(), first.id(), first.reason()));
        }
        return answers;
    }

    private void requireFinite(double loss, String place, int epochsDone) throws DivergedException {
        if (!Double.isFinite(loss)) {
            String kept = epochsDone == 0
                    ? "No epoch was finished."
                    : "The files hold the run up to epoch %d.".formatted(epochsDone);
            throw new DivergedException("Training diverged in %s: the loss is %s. %s Lower the learning rate, now %s."
                    .formatted(place, loss, kept, recipe.learningRate()));
        }
    }

    private long total() {
        return (long) recipe.epochs() * steps;
    }

    private static int[] labels(Batch batch) {
        return batch.samples().stream().mapToInt(Sample::label).toArray();
    }

    private static double secondsSince(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}
