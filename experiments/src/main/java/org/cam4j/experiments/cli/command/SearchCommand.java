package org.cam4j.experiments.cli.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.cam4j.datasets.Dataset;
import org.cam4j.experiments.cli.option.Candidates;
import org.cam4j.experiments.cli.option.CommonOptions;
import org.cam4j.experiments.cli.option.DatasetOptions;
import org.cam4j.experiments.cli.option.ExitCode;
import org.cam4j.experiments.cli.option.InputSize;
import org.cam4j.experiments.cli.option.JsonOutput;
import org.cam4j.experiments.cli.option.ModelOptions;
import org.cam4j.experiments.cli.terminal.FitProgress;
import org.cam4j.experiments.cli.terminal.Interruption;
import org.cam4j.experiments.cli.terminal.OneClassWarning;
import org.cam4j.experiments.cli.terminal.SkippedLines;
import org.cam4j.experiments.report.Table;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.fit.FitListener;
import org.cam4j.training.fit.FitListeners;
import org.cam4j.training.fit.TrainRecipe;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.PixelRange;
import org.cam4j.training.search.RandomSearch;
import org.cam4j.training.search.Trial;
import org.cam4j.training.wsol.WsolConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cam4j search}: learning rate and settings of a training, drawn at random and chosen on the validation split. */
@Command(
        name = "search",
        description = {
            "Search the learning rate and a rival's settings at random; the trial that localises best on the validation split wins.",
            "Every trial is recorded. An interrupted search continues when the same command is run again."
        },
        footer = {
            "",
            "Example: cam4j search --method has --trials 30 --backbone mini --dataset tiny-imagenet --data tiny-imagenet-200 --out search-has"
        })
public final class SearchCommand implements Callable<Integer> {
    private static final String PLAIN = "cam";

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Mixin
    private DatasetOptions source;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--method",
            required = true,
            paramLabel = "R",
            completionCandidates = Candidates.WsolMethods.class,
            description = {
                "What is trained: cam (plain), or one of: ${COMPLETION-CANDIDATES}.",
                "Settings that are not searched follow the name, such as acol:units=256."
            })
    private String method;

    @Option(
            names = "--trials",
            paramLabel = "N",
            defaultValue = "30",
            description = "Number of trials. Default: ${DEFAULT-VALUE}.")
    private int trials;

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
            description = "Head, unless the method has its own. Default: ${DEFAULT-VALUE}.")
    private String head;

    @Option(names = "--weights", paramLabel = "F", description = "Start from these weights (.safetensors).")
    private Optional<Path> weights = Optional.empty();

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder of the search.")
    private Path out;

    @Option(
            names = "--input-size",
            paramLabel = "N|HxW",
            converter = InputSize.Parser.class,
            description = "Rows and columns of the input.")
    private Optional<InputSize> inputSize = Optional.empty();

    @Option(names = "--pixels", paramLabel = "R", description = ModelOptions.PIXELS)
    private Optional<PixelRange> pixels = Optional.empty();

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "2",
            description = "Training epochs of each trial. Default: ${DEFAULT-VALUE}.")
    private int epochs;

    @Option(
            names = "--images",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Number of validation images that each trial is measured on, evenly spaced; 0 for all. Default: 0.")
    private int images;

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
        TrainRecipe plain = TrainRecipe.of(network).withSeed(common.seed()).withEpochs(epochs);
        TrainRecipe recipe = method.equals(PLAIN) ? plain : plain.withRival(WsolConfig.parse(method));
        boolean named = spec.commandLine().getParseResult().hasMatchedOption("--head");
        String ownHead =
                recipe.chosenRival().map(choice -> choice.head(head, named)).orElse(head);
        RandomSearch search = new RandomSearch(network.withHead(ownHead), recipe, trials, images, common.threads());
        List<Trial> done = run(search, dataset);
        print(done, search.best(done));
        return dataset.skipped().isEmpty()
                        && done.stream().allMatch(trial -> trial.failure().isEmpty())
                ? ExitCode.DONE
                : ExitCode.FAILURES;
    }

    private List<Trial> run(RandomSearch search, Dataset dataset) throws Exception {
        try (Interruption interruption = Interruption.announcing(
                        spec, "The same command goes on after the trials and epochs that are finished.");
                FitProgress progress =
                        new FitProgress(spec, String.format(Locale.ROOT, "search %s", method), common.quiet())) {
            return search.run(dataset, out, new RandomSearch.Listener() {
                @Override
                public void network(int trial, CamModel model) {
                    if (trial == 0) {
                        ModelOptions.printNote(model, spec.commandLine().getErr());
                    }
                }

                @Override
                public FitListener training(int trial) {
                    OneClassWarning warning =
                            new OneClassWarning(spec.commandLine().getErr());
                    return trial == 0 ? new FitListeners(List.of(progress, warning)) : progress;
                }

                @Override
                public void trial(Trial trial) {
                    progress.note(String.format(
                            Locale.ROOT,
                            "trial %d of %d: %s, learning rate %s: %s",
                            trial.number() + 1,
                            trials,
                            trial.rival().isEmpty() ? PLAIN : trial.rival(),
                            trial.learningRate(),
                            trial.score() == null ? trial.failure() : "MaxBoxAccV2 " + trial.score()));
                }
            });
        }
    }

    private void print(List<Trial> done, TrainRecipe best) throws Exception {
        Trial winner = Trial.best(done).orElseThrow();
        List<List<String>> rows = done.stream()
                .map(trial -> List.of(
                        trial.number() + (trial.equals(winner) ? " (best)" : ""),
                        trial.rival().isEmpty() ? PLAIN : trial.rival(),
                        Double.toString(trial.learningRate()),
                        percent(trial.score()),
                        percent(trial.top1()),
                        String.format(Locale.ROOT, "%.1f", trial.seconds())))
                .toList();
        PrintWriter print = spec.commandLine().getOut();
        print.println(new Table(
                        List.of("trial", "method", "learning rate", "validation MaxBoxAccV2", "top-1", "seconds"), rows)
                .markdown());
        print.println(trainCommand(best));
        if (common.json().isPresent()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("schemaVersion", 1);
            json.put("trials", done);
            json.put("best", winner);
            JsonOutput.write(common.json().get(), json);
        }
    }

    /** The call that trains the network of a trial again. */
    private String trainCommand(TrainRecipe recipe) {
        List<String> words = new ArrayList<>(List.of("cam4j", "train", "--backbone", backbone));
        boolean named = spec.commandLine().getParseResult().hasMatchedOption("--head");
        if (named || recipe.rival().isEmpty()) {
            words.addAll(List.of("--head", head));
        }
        weights.ifPresent(file -> words.addAll(List.of("--weights", file.toString())));
        inputSize.ifPresent(size -> words.addAll(List.of("--input-size", size.toString())));
        pixels.ifPresent(range -> words.addAll(List.of("--pixels", range.toString())));
        words.addAll(List.of("--dataset", source.id));
        source.folder.ifPresent(folder -> words.addAll(List.of("--data", folder.toString())));
        words.addAll(List.of("--epochs", Integer.toString(recipe.epochs())));
        words.addAll(List.of("--learning-rate", Double.toString(recipe.learningRate())));
        if (!recipe.rival().isEmpty()) {
            words.addAll(List.of("--rival", recipe.rival()));
        }
        words.addAll(List.of("--seed", Long.toString(common.seed())));
        common.givenThreads().ifPresent(count -> words.addAll(List.of("--threads", count.toString())));
        words.addAll(List.of("--out", out.resolve("best").toString()));
        return words.stream().map(SearchCommand::quoted).collect(Collectors.joining(" "));
    }

    /** A word as a shell reads it. */
    private static String quoted(String word) {
        return word.matches("[\\w./:=,@+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private static String percent(@Nullable Double value) {
        return value == null ? "failed" : String.format(Locale.ROOT, "%.2f", value);
    }
}
