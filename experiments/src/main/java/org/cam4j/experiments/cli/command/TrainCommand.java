package org.cam4j.experiments.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cam4j.datasets.Dataset;
import org.cam4j.experiments.cli.option.Candidates;
import org.cam4j.experiments.cli.option.CommonOptions;
import org.cam4j.experiments.cli.option.DatasetOptions;
import org.cam4j.experiments.cli.option.ExitCode;
import org.cam4j.experiments.cli.option.ModelOptions;
import org.cam4j.experiments.cli.option.NetworkOptions;
import org.cam4j.experiments.cli.option.ServerOptions;
import org.cam4j.experiments.cli.option.train.RecipeDraft;
import org.cam4j.experiments.cli.option.train.TargetOptions;
import org.cam4j.experiments.cli.option.train.TrainRecipeOptions;
import org.cam4j.experiments.cli.terminal.FitProgress;
import org.cam4j.experiments.cli.terminal.FitTable;
import org.cam4j.experiments.cli.terminal.Interruption;
import org.cam4j.experiments.cli.terminal.OneClassWarning;
import org.cam4j.experiments.cli.terminal.SkippedLines;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.dashboard.DashboardServer;
import org.cam4j.training.dashboard.record.Recorders;
import org.cam4j.training.fit.FitResult;
import org.cam4j.training.fit.Trainer;
import org.cam4j.training.fit.result.EpochResult;
import org.cam4j.training.fit.target.RegressionTargets;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.cam4j.training.optimizer.Optimizer;
import org.cam4j.training.protocol.Engine;
import org.cam4j.training.recipe.ImageKeys;
import org.cam4j.training.recipe.RecipeFile;
import org.cam4j.training.recipe.RecipeKey;
import org.cam4j.training.recipe.RecipeKeys;
import org.cam4j.training.recipe.TrainRecipe;
import org.cam4j.training.run.RunFolder;
import org.cam4j.training.run.RunRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cam4j train}: makes a network with a CAM head and fits it. */
@Command(
        name = "train",
        description = {
            "Train a network with a CAM head.",
            "The epoch with the best accuracy on the validation split is saved; of --output multi-label the one with the best "
                    + "mean average precision, of --output regression the one with the lowest loss."
        },
        footer = {
            "",
            "Example: cam4j train --backbone mini --head gap --dataset tiny-imagenet --data tiny-imagenet-200 --out run1",
            "         cam4j train --backbone mini --output multi-label --dataset folder-multi-label --data photos --out run2",
            "         cam4j train --backbone mini --output regression --targets targets.csv --dataset folder --data photos --out run3"
        })
public final class TrainCommand implements Callable<Integer> {
    /** Steps of AdamW do not grow with the activations of a network without batch normalization, on which squared errors diverge at the rates of other recipes. */
    private static final double REGRESSION_RATE = 0.001;

    /** Of a published network whose layers are all trained at one rate: places and sizes need other features than classes. */
    private static final double PRETRAINED_REGRESSION_RATE = 1e-4;

    private final Optional<Engine> engine;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Mixin
    private DatasetOptions source;

    @Spec
    private CommandSpec spec;

    @Mixin
    private final NetworkOptions options = new NetworkOptions();

    @Mixin
    private final TargetOptions targetOptions = new TargetOptions();

    @Option(
            names = "--wsol",
            paramLabel = "R",
            completionCandidates = Candidates.WsolMethods.class,
            description = {
                "WSOL method to train with; one of: ${COMPLETION-CANDIDATES}.",
                "Settings follow the id, as in has:p=0.5; 'cam4j list wsol-methods --verbose' lists them."
            })
    private Optional<String> rival = Optional.empty();

    @Mixin
    private final TrainRecipeOptions recipes = new TrainRecipeOptions();

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Output folder of the run.")
    private Path out;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Number of training epochs. Default: that of the recipe.")
    private Optional<Integer> epochs = Optional.empty();

    @Option(names = "--batch-size", paramLabel = "N", description = "Training batch size. Default: that of the recipe.")
    private Optional<Integer> batchSize = Optional.empty();

    @Option(
            names = "--learning-rate",
            paramLabel = "R",
            description = "Maximum learning rate. Default: that of the recipe.")
    private Optional<Double> learningRate = Optional.empty();

    @Option(
            names = "--probe-images",
            paramLabel = "N",
            defaultValue = "" + Recorders.DEFAULT_IMAGES,
            description = {
                "Number of validation images whose maps are recorded after every epoch for the dashboard; 0 for none.",
                "Default: ${DEFAULT-VALUE}."
            })
    private int probeImages;

    @Option(
            names = "--probe-methods",
            paramLabel = "M",
            split = ",",
            completionCandidates = Candidates.Methods.class,
            description = "CAM methods for --probe-images, separated by commas. Default: cam,grad-cam.")
    private List<String> probeMethods = List.of("cam", "grad-cam");

    @Option(names = "--dashboard", description = "Serve the dashboard of this run while it trains.")
    private boolean dashboard;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Option(
            names = "--resume",
            description =
                    "Continue an interrupted run in --out after its last finished epoch, or a stopped one after its last step.")
    private boolean resume;

    @Option(
            names = "--force",
            description = "Replace an earlier run in --out. Only files that 'train' writes are replaced.")
    private boolean force;

    /** Trains in this process. */
    public TrainCommand() {
        engine = Optional.empty();
    }

    /** Lets others train. */
    public TrainCommand(Engine engine) {
        this.engine = Optional.of(engine);
    }

    @Override
    public Integer call() throws Exception {
        common.checkJson();
        if (force && resume) {
            throw new IllegalArgumentException("--force and --resume exclude each other; give one of them.");
        }
        recipes.read();
        long seed = recipes.seed(common.seed());
        if (recipes.isShown()) {
            boolean pretrained =
                    options.isNamed() && options.of(List.of(), seed).isPretrained();
            spec.commandLine()
                    .getOut()
                    .print(draft(seed, pretrained, options.isRegression()).yaml());
            return ExitCode.DONE;
        }
        Kernels.switchOn();
        Dataset dataset = options.isRegression() ? source.open(seed) : source.openForTraining(seed);
        SkippedLines.print(spec, dataset.skipped());
        SkippedLines.printNotes(spec, dataset.notes());
        Optional<RegressionTargets> targets = targetOptions.learned(options.isRegression(), dataset);
        NetworkSpec network = options.of(targets.map(RegressionTargets::names).orElse(dataset.classNames()), seed);
        boolean standardized = targets.map(RegressionTargets::isStandardized).orElse(false);
        TrainRecipe recipe = draft(seed, network.isPretrained(), standardized).recipe();
        Trainer trainer = Trainer.of(Networks.create(network.head(options.headFor(recipe.wsol()))), dataset)
                .recipe(recipe)
                .into(out)
                .resume(resume);
        targets.ifPresent(trainer::targets);
        ModelOptions.printNote(trainer.model(), spec.commandLine().getErr());
        if (targets.isPresent()) {
            probeImages = 0; // there are no classes to show
        }
        if (force) {
            deleteEarlierRun();
        }
        FitResult result = dashboard ? watched(trainer, dataset, recipe) : fit(trainer, dataset, recipe);
        PrintWriter print = spec.commandLine().getOut();
        Map<Integer, Map<String, Map<String, Double>>> localization =
                probeImages == 0 ? Map.of() : Recorders.localization(out);
        print.println(FitTable.of(result, localization).markdown());
        print.printf(
                Locale.ROOT,
                "best epoch            %d of %d%n",
                result.best().epoch(),
                result.history().size());
        print.println(bestLine(result.best()));
        print.printf(
                Locale.ROOT,
                "waited for images     %.1f s of %.1f s%n",
                result.history().stream()
                        .mapToDouble(EpochResult::secondsWaiting)
                        .sum(),
                result.history().stream().mapToDouble(EpochResult::seconds).sum());
        print.printf(Locale.ROOT, "parameters at the end %s%n", result.weightsHash());
        print.printf(Locale.ROOT, "model                 %s%n", result.model());
        common.writeJson(() -> {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("schemaVersion", 1);
            json.put("bestEpoch", result.best());
            json.put("weightsHash", result.weightsHash());
            json.put("skipped", result.skipped());
            json.put("provenance", result.record());
            return json;
        });
        return ExitCode.of(result.skipped().isEmpty() && dataset.skipped().isEmpty());
    }

    /** By what the best epoch was chosen. */
    private static String bestLine(EpochResult best) {
        if (!Double.isNaN(best.meanAp())) {
            return String.format(Locale.ROOT, "validation mAP        %.2f %%", best.meanAp());
        }
        return Double.isNaN(best.validationTop1())
                ? String.format(Locale.ROOT, "validation loss       %.5f", best.validationLoss())
                : String.format(Locale.ROOT, "validation top-1      %.2f %%", best.validationTop1());
    }

    private void deleteEarlierRun() throws IOException {
        RunFolder folder = RunFolder.open(out);
        try (RunFolder.Lock lock = folder.lock()) { // another process may be writing to it
            for (String file :
                    List.of(Trainer.CHECKPOINT, Trainer.MODEL, Trainer.HISTORY, RunRecord.FILE, RecipeFile.NAME)) {
                folder.delete(file);
            }
        }
    }

    private FitResult watched(Trainer trainer, Dataset dataset, TrainRecipe recipe) throws IOException {
        Path folder = RunFolder.open(out).path();
        PrintWriter messages = spec.commandLine().getErr();
        try (DashboardServer shown = server.start(folder, messages)) {
            messages.println("Dashboard: " + shown.address());
            messages.flush();
            FitResult result = fit(trainer, dataset, recipe);
            messages.printf(
                    Locale.ROOT,
                    "The dashboard stops when training ends; 'cam4j dashboard --runs %s' shows the run again.%n",
                    out);
            return result;
        }
    }

    private FitResult fit(Trainer trainer, Dataset dataset, TrainRecipe recipe) throws IOException {
        try (Interruption interruption = Interruption.announcing(
                        spec, "The same command with --resume continues after the last finished epoch.");
                FitProgress progress = new FitProgress(spec, "train " + options.title(), common.quiet())) {
            trainer.listener(progress)
                    .listener(new OneClassWarning(spec.commandLine().getErr()));
            if (probeImages != 0) {
                trainer.listener(Recorders.probes(
                        out,
                        trainer.model(),
                        dataset,
                        Candidates.methods(probeMethods),
                        probeImages,
                        recipe.seed(),
                        progress::note));
                trainer.listener(Recorders.statistics(out, progress::note));
            }
            engine.ifPresent(cluster -> trainer.workers(cluster.workers(
                    trainer.model(), source.location(recipe.seed()), dataset, recipe, common.threads())));
            return trainer.fit();
        }
    }

    /** The recipe of the options; a regression's images are neither mirrored nor moved, since their targets would be others. */
    private RecipeDraft draft(long seed, boolean pretrained, boolean standardized) {
        Map<RecipeKey<?>, String> ofRegression = new LinkedHashMap<>();
        if (options.isRegression()) {
            ofRegression.put(ImageKeys.FLIP, "false");
            ofRegression.put(ImageKeys.CROP_PADDING, "0");
        }
        if (standardized) {
            ofRegression.put(RecipeKeys.OPTIMIZER, Optimizer.ADAMW.id());
            ofRegression.put(
                    RecipeKeys.LEARNING_RATE,
                    Double.toString(pretrained ? PRETRAINED_REGRESSION_RATE : REGRESSION_RATE));
            ofRegression.put(RecipeKeys.BACKBONE_FACTOR, "1");
        }
        RecipeDraft draft = recipes.draft(seed, pretrained, ofRegression, "--output regression");
        rival.ifPresent(value -> draft.option(RecipeKeys.WSOL, value, "--wsol"));
        epochs.ifPresent(value -> draft.option(RecipeKeys.EPOCHS, value, "--epochs"));
        batchSize.ifPresent(value -> draft.option(RecipeKeys.BATCH_SIZE, value, "--batch-size"));
        learningRate.ifPresent(value -> draft.option(RecipeKeys.LEARNING_RATE, value, "--learning-rate"));
        return draft;
    }
}
