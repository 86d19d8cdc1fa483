package org.cam4j.training.fit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Split;
import org.cam4j.training.fit.batch.BatchSettings;
import org.cam4j.training.fit.result.StoppedException;
import org.cam4j.training.fit.target.RegressionTargets;
import org.cam4j.training.graph.OutputKind;
import org.cam4j.training.internal.fit.StopRequest;
import org.cam4j.training.internal.record.TrainingRecorder;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.recipe.RecipeFile;
import org.cam4j.training.recipe.TrainRecipe;
import org.cam4j.training.run.RunFolder;
import org.jspecify.annotations.Nullable;

/**
 * Trains a network by a recipe.
 *
 * <pre>{@code
 * FitResult result = Trainer.of(model, dataset)
 *         .recipe(TrainRecipe.fineTuning().epochs(20))
 *         .into(Path.of("run"))
 *         .fit();
 * }</pre>
 *
 * <p>The run folder holds:
 *
 * <ul>
 *   <li>{@code model.zip} the network of the epoch that was best on the validation split,
 *   <li>{@code checkpoint.zip} everything that is needed to continue after the last finished epoch, or after the step in which the run was stopped,
 *   <li>{@code history.csv} one line per epoch,
 *   <li>{@code recipe.yml} the recipe, which {@link RecipeFile} reads again,
 *   <li>{@code dashboard/} progress, curves per step and confusion matrix, which the dashboard shows,
 *   <li>{@code run.json} the record of the run, written when it is finished.
 * </ul>
 *
 * <p>A run that was killed and resumed ends with the same parameters as one that was not, on the same number of threads: order, augmentation and dropout are
 * drawn from seed, epoch and step. The test split is not read.
 */
public final class Trainer {
    /** File name of the best network in the run folder. */
    public static final String MODEL = "model.zip";

    /** File name of the checkpoint that an interrupted run continues from. */
    public static final String CHECKPOINT = Checkpoint.FILE;

    /** File name of the table of epochs. */
    public static final String HISTORY = "history.csv";

    private final CamModel plain;
    private final Dataset data;
    private final List<FitListener> listeners = new ArrayList<>();
    private final List<StoppingRule> stoppingRules = new ArrayList<>();
    private final StopRequest stop = new StopRequest();
    private TrainRecipe recipe = TrainRecipe.fromScratch();
    private EpochLoop.Factory loops = LocalEpochs::new;
    private String title = "";
    private boolean resume;
    private boolean distributed;
    private @Nullable Path out;
    private @Nullable CamModel prepared;
    private @Nullable RegressionTargets targets;

    private Trainer(CamModel plain, Dataset data) {
        this.plain = plain;
        this.data = data;
    }

    /**
     * A trainer with the recipe {@link TrainRecipe#fromScratch}.
     *
     * @param model a network without the layers of a WSOL method, which the trainer adds where the recipe has one
     */
    public static Trainer of(CamModel model, Dataset data) {
        return new Trainer(model, data);
    }

    /** Sets the recipe. */
    public Trainer recipe(TrainRecipe newRecipe) {
        recipe = newRecipe;
        prepared = null;
        return this;
    }

    /** Sets the numbers that a network with the output {@link OutputKind#REGRESSION} learns; the labels of the data set do not count then. */
    public Trainer targets(RegressionTargets numbers) {
        targets = numbers;
        return this;
    }

    /** Sets the run folder; a missing one is created. */
    public Trainer into(Path runFolder) {
        out = runFolder;
        return this;
    }

    /** Sets what the dashboard calls the run; without it the path of the run folder. It is no part of what makes two runs the same. */
    public Trainer title(String name) {
        title = name;
        return this;
    }

    /** Adds a listener; every listener gets every event, in the order in which they were added. */
    public Trainer listener(FitListener listener) {
        listeners.add(listener);
        return this;
    }

    /** Adds a rule that can end the training before the recipe's last epoch; the first rule that applies ends it. */
    public Trainer stopWhen(StoppingRule rule) {
        stoppingRules.add(rule);
        return this;
    }

    /** Lets a group of workers compute the training steps; validation, checkpoints and records are made in this process. */
    public Trainer workers(WorkerGroup group) {
        distributed = true;
        loops = (trainStep, batches, ofRun, listener) ->
                new DistributedEpochs(group, trainStep, batches, ofRun, listener);
        return this;
    }

    /**
     * Whether to continue from a checkpoint in the run folder, or start where there is none; without it, a folder with a checkpoint
     * is refused.
     */
    public Trainer resume(boolean continues) {
        resume = continues;
        return this;
    }

    /**
     * The network that is trained: the given one, with the layers that the recipe's WSOL method adds. It ends with the parameters of
     * the last epoch.
     *
     * @throws IllegalArgumentException if the method does not go with this network
     */
    public CamModel model() {
        CamModel model = prepared == null ? recipe.wsol().network(plain, recipe.seed()) : prepared;
        prepared = model;
        return model;
    }

    /**
     * Asks the training to end after the step that it is in; from any thread. {@link #fit} then writes a complete checkpoint, which holds the position inside the epoch, and
     * throws a {@link StoppedException}. Another process asks with a file {@code dashboard/stop} in the run folder, as the dashboard's button does.
     */
    public void stop() {
        stop.ask();
    }

    /**
     * Trains until the recipe's last epoch, or until a stopping rule applies.
     *
     * @throws IllegalArgumentException in one line, when network and data do not fit, a split is missing, or a resumed run is not the one that was started
     * @throws DivergedException when the loss is not finite any more
     * @throws StoppedException when {@link #stop} was called, or the run's dashboard asked for it
     * @throws IOException in one line, when a file cannot be read or written, or another process trains into the folder; the files of the epochs before are intact
     */
    public FitResult fit() throws IOException {
        if (out == null) {
            throw new IllegalStateException("Trainer: there is no run folder; call into(Path) before fit().");
        }
        CamModel model = model();
        requireTrainable(model);
        RunFolder folder = RunFolder.open(out);
        RunFolder.Lock lock = folder.lock();
        try {
            FitListener listener = new FitListeners(listeners);
            FitFiles files = new FitFiles(folder, model, data, recipe, listener, targets, title);
            TrainingRecorder recorder = new TrainingRecorder(folder, listener::note);
            return new Fit(model, data, recipe, files, listener, stoppingRules, targets, stop, recorder)
                    .run(loops, resume);
        } finally {
            stop.forget();
            lock.close();
        }
    }

    private void requireTrainable(CamModel model) {
        requireOutput(model.outputKind());
        if (targets == null) {
            requireClasses(model);
        }
        new BatchSettings(recipe, model).requireSuitable();
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

    private void requireOutput(OutputKind kind) {
        if ((kind == OutputKind.REGRESSION) != (targets != null)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "The network's output is %s, but %s; only a regression learns targets, and it needs them.",
                    kind.id(),
                    targets == null ? "there are no targets" : "the targets are '" + targets.id() + "'"));
        }
        if (distributed && targets != null) {
            throw new IllegalArgumentException("A regression trains in one process; leave the workers out.");
        }
        if (kind != OutputKind.SOFTMAX && !recipe.wsol().isPlain()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "The WSOL method %s trains with softmax, but the network's output is %s; train without the method or with softmax.",
                    recipe.wsol(),
                    kind.id()));
        }
    }

    private void requireClasses(CamModel model) {
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
        if (model.outputKind().isExclusive()) {
            requireOneLabel(model.outputKind());
        }
    }

    private void requireOneLabel(OutputKind kind) {
        Stream.of(Split.TRAIN, Split.VALIDATION)
                .flatMap(split -> data.samples(split).stream())
                .filter(sample -> sample.labels().present().size() != 1)
                .findFirst()
                .ifPresent(sample -> {
                    List<String> names = sample.labels().present().stream()
                            .map(data.classNames()::get)
                            .toList();
                    throw new IllegalArgumentException(String.format(
                            Locale.ROOT,
                            "Image %s of data set %s has %s, but the network's output is %s, which needs exactly one; train with the output %s.",
                            sample.id(),
                            data.id(),
                            names.isEmpty() ? "no label" : "the labels " + String.join(", ", names),
                            kind.id(),
                            OutputKind.MULTI_LABEL.id()));
                });
    }
}
