package org.cam4j.experiments.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
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
import org.cam4j.experiments.cli.option.InputSize;
import org.cam4j.experiments.cli.option.JsonOutput;
import org.cam4j.experiments.cli.option.ModelOptions;
import org.cam4j.experiments.cli.option.ServerOptions;
import org.cam4j.experiments.cli.terminal.FitProgress;
import org.cam4j.experiments.cli.terminal.FitTable;
import org.cam4j.experiments.cli.terminal.Interruption;
import org.cam4j.experiments.cli.terminal.OneClassWarning;
import org.cam4j.experiments.cli.terminal.SkippedLines;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.dashboard.DashboardServer;
import org.cam4j.training.dashboard.record.ProbeFolder;
import org.cam4j.training.dashboard.record.ProbeRecorder;
import org.cam4j.training.dashboard.record.StatisticsRecorder;
import org.cam4j.training.dashboard.record.Timeline;
import org.cam4j.training.fit.EpochResult;
import org.cam4j.training.fit.Fit;
import org.cam4j.training.fit.FitListener;
import org.cam4j.training.fit.FitListeners;
import org.cam4j.training.fit.FitResult;
import org.cam4j.training.fit.TrainRecipe;
import org.cam4j.training.fit.WorkerGroup;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.cam4j.training.network.PixelRange;
import org.cam4j.training.protocol.Engine;
import org.cam4j.training.run.RunFolder;
import org.cam4j.training.wsol.WsolConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cam4j train}: makes a network with a CAM head and fits it. */
@Command(
        name = "train",
        description = "Train a network with a CAM head; the epoch that is best on the validation split is kept.",
        footer = {
            "",
            "Example: cam4j train --backbone mini --head gap --dataset tiny-imagenet --data tiny-imagenet-200 --out run1"
        })
public final class TrainCommand implements Callable<Integer> {
    private final Optional<Engine> engine;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Mixin
    private DatasetOptions source;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--backbone",
            required = true,
            paramLabel = "B",
            completionCandidates = Candidates.Backbones.class,
            description = "Network; one of: ${COMPLETION-CANDIDATES}, zoo:NAME, or the path of a model (.zip, .h5).")
    private String backbone;

    @Option(
            names = "--head",
            defaultValue = "gap",
            paramLabel = "H",
            completionCandidates = Candidates.Heads.class,
            description = "Head; one of: ${COMPLETION-CANDIDATES}, original. Default: ${DEFAULT-VALUE}.")
    private String head;

    @Option(
            names = "--wsol",
            paramLabel = "R",
            completionCandidates = Candidates.WsolMethods.class,
            description = {
                "A method that changes training; one of: ${COMPLETION-CANDIDATES}.",
                "Settings follow the name: has:p=0.5; 'list rivals --verbose' shows them."
            })
    private Optional<String> rival = Optional.empty();

    @Option(names = "--weights", paramLabel = "F", description = "Start from these weights (.safetensors).")
    private Optional<Path> weights = Optional.empty();

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder of the run.")
    private Path out;

    @Option(
            names = "--input-size",
            paramLabel = "N|HxW",
            converter = InputSize.Parser.class,
            description = "Rows and columns of the input.")
    private Optional<InputSize> inputSize = Optional.empty();

    @Option(names = "--pixels", paramLabel = "R", description = ModelOptions.PIXELS)
    private Optional<PixelRange> pixels = Optional.empty();

    @Option(names = "--epochs", paramLabel = "N", description = "Passes over the training split.")
    private Optional<Integer> epochs = Optional.empty();

    @Option(names = "--batch-size", paramLabel = "N", description = "Training batch size.")
    private Optional<Integer> batchSize = Optional.empty();

    @Option(names = "--learning-rate", paramLabel = "R", description = "Highest learning rate.")
    private Optional<Double> learningRate = Optional.empty();

    @Option(
            names = "--probe-images",
            paramLabel = "N",
            defaultValue = "" + ProbeRecorder.DEFAULT_IMAGES,
            description = {
                "Validation images whose maps are kept after every epoch, for 'cam4j dashboard'; 0 for none.",
                "Default: ${DEFAULT-VALUE}."
            })
    private int probeImages;

    @Option(
            names = "--probe-methods",
            paramLabel = "M[,M...]",
            split = ",",
            completionCandidates = Candidates.Methods.class,
            description = "Methods of the maps of --probe-images. Default: cam, grad-cam.")
    private List<String> probeMethods = List.of("cam", "grad-cam");

    @Option(names = "--dashboard", description = "Serve the dashboard of this run while it trains.")
    private boolean dashboard;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Option(names = "--resume", description = "Continue an interrupted run in --out after its last finished epoch.")
    private boolean resume;

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
        Kernels.switchOn();
        Dataset dataset = source.openForTraining(common.seed());
        SkippedLines.print(spec, dataset.skipped());
        SkippedLines.printNotes(spec, dataset.notes());
        NetworkSpec network =
                NetworkSpec.of(backbone, head, dataset.classNames()).withSeed(common.seed());
        network = weights.isPresent() ? network.withWeights(weights.get()) : network;
        network = inputSize.isPresent() ? inputSize.get().of(network) : network;
        network = pixels.isPresent() ? network.withPixels(pixels.get()) : network;
        TrainRecipe recipe = recipe(network);
        boolean named = spec.commandLine().getParseResult().hasMatchedOption("--head");
        String ownHead =
                recipe.chosenRival().map(choice -> choice.head(head, named)).orElse(head);
        CamModel model = recipe.network(Networks.create(network.withHead(ownHead)));
        ModelOptions.printNote(model, spec.commandLine().getErr());
        if (dashboard && probeImages == 0) {
            throw new IllegalArgumentException("--dashboard with --probe-images 0: there would be nothing to show.");
        }
        FitResult result = dashboard ? watched(model, dataset, recipe) : fit(model, dataset, recipe);
        PrintWriter print = spec.commandLine().getOut();
        Timeline timeline = probeImages == 0 ? Timeline.empty() : new ProbeFolder(out).timeline();
        print.println(FitTable.of(result, timeline).markdown());
        print.printf(
                Locale.ROOT, "best epoch            %d of %d%n", result.best().epoch(), recipe.epochs());
        print.printf(
                Locale.ROOT, "validation top-1      %.2f %%%n", result.best().validationTop1());
        print.printf(
                Locale.ROOT,
                "waited for images     %.1f s of %.1f s%n",
                result.history().stream()
                        .mapToDouble(EpochResult::secondsWaiting)
                        .sum(),
                result.history().stream().mapToDouble(EpochResult::seconds).sum());
        print.printf(Locale.ROOT, "parameters at the end %s%n", result.weightsHash());
        print.printf(Locale.ROOT, "model                 %s%n", result.model());
        if (common.json().isPresent()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("schemaVersion", 1);
            json.put("bestEpoch", result.best());
            json.put("weightsHash", result.weightsHash());
            json.put("skipped", result.skipped());
            json.put("provenance", result.record());
            JsonOutput.write(common.json().get(), json);
        }
        return result.skipped().isEmpty() && dataset.skipped().isEmpty() ? ExitCode.DONE : ExitCode.FAILURES;
    }

    private FitResult watched(CamModel model, Dataset dataset, TrainRecipe recipe) throws IOException {
        Path folder = RunFolder.open(out).path();
        PrintWriter messages = spec.commandLine().getErr();
        try (DashboardServer shown = server.start(folder, messages)) {
            messages.println("Dashboard: " + shown.address());
            messages.flush();
            FitResult result = fit(model, dataset, recipe);
            messages.printf(
                    Locale.ROOT,
                    "The dashboard ends with the training; cam4j dashboard --runs %s shows the run again.%n",
                    out);
            return result;
        }
    }

    private FitResult fit(CamModel model, Dataset dataset, TrainRecipe recipe) throws IOException {
        try (Interruption interruption = Interruption.announcing(
                        spec, "The same command with --resume goes on after the last finished epoch.");
                FitProgress progress = new FitProgress(spec, "train " + backbone + "+" + head, common.quiet())) {
            List<FitListener> listeners = new ArrayList<>(
                    List.of(progress, new OneClassWarning(spec.commandLine().getErr())));
            if (probeImages != 0) {
                listeners.add(new ProbeRecorder(
                        out,
                        model,
                        dataset,
                        Candidates.methods(probeMethods),
                        probeImages,
                        common.seed(),
                        progress::note));
                listeners.add(new StatisticsRecorder(out, progress::note));
            }
            Optional<WorkerGroup> crew = engine.map(
                    one -> one.crew(model, source.location(common.seed()), dataset, recipe, common.threads()));
            return Fit.run(model, dataset, recipe, out, resume, new FitListeners(listeners), crew);
        }
    }

    private TrainRecipe recipe(NetworkSpec network) {
        TrainRecipe recipe = TrainRecipe.of(network).withSeed(common.seed());
        recipe = rival.isPresent() ? recipe.withRival(WsolConfig.parse(rival.get())) : recipe;
        recipe = epochs.isPresent() ? recipe.withEpochs(epochs.get()) : recipe;
        recipe = batchSize.isPresent() ? recipe.withBatchSize(batchSize.get()) : recipe;
        return learningRate.isPresent() ? recipe.withLearningRate(learningRate.get()) : recipe;
    }
}
