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
import org.cam4j.experiments.cli.option.ModelOptions;
import org.cam4j.experiments.cli.option.NetworkOptions;
import org.cam4j.experiments.cli.option.train.RecipeDraft;
import org.cam4j.experiments.cli.option.train.TrainRecipeOptions;
import org.cam4j.experiments.cli.terminal.FitProgress;
import org.cam4j.experiments.cli.terminal.Interruption;
import org.cam4j.experiments.cli.terminal.OneClassWarning;
import org.cam4j.experiments.cli.terminal.SkippedLines;
import org.cam4j.experiments.report.Table;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.dashboard.record.Recorders;
import org.cam4j.training.fit.FitListener;
import org.cam4j.training.fit.Trainer;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.recipe.RecipeKeys;
import org.cam4j.training.recipe.TrainRecipe;
import org.cam4j.training.search.RandomSearch;
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
            "Search the learning rate and the settings of a WSOL method at random.",
            "The trial that localizes best on the validation split wins.",
            "Every trial is recorded. An interrupted search continues when the same command is run again."
        },
        footer = {
            "",
            "Example: cam4j search --method has --trials 30 --backbone mini --dataset tiny-imagenet --data tiny-imagenet-200 --out search-has"
        })
public final class SearchCommand implements Callable<Integer> {
    private static final String PLAIN = "cam";
    private static final int DEFAULT_EPOCHS = 2;

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
                "WSOL method to train with: cam for none, or one of: ${COMPLETION-CANDIDATES}.",
                "Settings that are not searched follow the id, as in acol:units=256."
            })
    private String method;

    @Option(
            names = "--trials",
            paramLabel = "N",
            defaultValue = "30",
            description = "Number of trials. Default: ${DEFAULT-VALUE}.")
    private int trials;

    @Mixin
    private final NetworkOptions options = new NetworkOptions();

    @Mixin
    private final TrainRecipeOptions recipes = new TrainRecipeOptions();

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Output folder of the search.")
    private Path out;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Number of training epochs per trial. Default: that of --recipe FILE or --set, else 2.")
    private Optional<Integer> epochs = Optional.empty();

    @Option(
            names = "--images",
            paramLabel = "N",
            defaultValue = "0",
            description = "Number of evenly spaced validation images per trial; 0 for all. Default: 0.")
    private int images;

    @Override
    public Integer call() throws Exception {
        common.checkJson();
        recipes.read();
        long seed = recipes.seed(common.seed());
        if (recipes.isShown()) {
            boolean pretrained =
                    options.isNamed() && options.of(List.of(), seed).isPretrained();
            spec.commandLine().getOut().print(draft(seed, pretrained).yaml());
            return ExitCode.DONE;
        }
        Kernels.switchOn();
        Dataset dataset = source.openForTraining(seed);
        SkippedLines.print(spec, dataset.skipped());
        SkippedLines.printNotes(spec, dataset.notes());
        NetworkSpec network = options.of(dataset.classNames(), seed);
        TrainRecipe recipe = draft(seed, network.isPretrained()).recipe();
        RandomSearch search = new RandomSearch(
                network.head(options.headFor(recipe.wsol())), recipe, trials, images, common.threads());
        List<RandomSearch.Trial> done = run(search, dataset);
        print(done, search.best(done));
        return ExitCode.of(dataset.skipped().isEmpty()
                && done.stream().allMatch(trial -> trial.failure().isEmpty()));
    }

    private RecipeDraft draft(long seed, boolean pretrained) {
        RecipeDraft draft = recipes.draft(
                seed, pretrained, Map.of(RecipeKeys.EPOCHS, Integer.toString(DEFAULT_EPOCHS)), "search's default");
        draft.option(RecipeKeys.WSOL, PLAIN.equals(method) ? "" : method, "--method");
        epochs.ifPresent(value -> draft.option(RecipeKeys.EPOCHS, value, "--epochs"));
        return draft;
    }

    private List<RandomSearch.Trial> run(RandomSearch search, Dataset dataset) throws Exception {
        try (Interruption interruption = Interruption.announcing(
                        spec, "The same command continues after the last finished trial and epoch.");
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
                public void trainer(int trial, Trainer trainer, TrainRecipe recipe, Path folder) {
                    Recorders.addTo(trainer, folder, dataset, recipe, progress::note);
                }

                @Override
                public FitListener training(int trial) {
                    OneClassWarning warning =
                            new OneClassWarning(spec.commandLine().getErr());
                    return trial == 0 ? FitListener.all(List.of(progress, warning)) : progress;
                }

                @Override
                public void trial(RandomSearch.Trial trial) {
                    progress.note(String.format(
                            Locale.ROOT,
                            "trial %d of %d: %s, learning rate %s: %s",
                            trial.number() + 1,
                            trials,
                            trial.wsol().isEmpty() ? PLAIN : trial.wsol(),
                            trial.learningRate(),
                            trial.score() == null ? trial.failure() : "MaxBoxAccV2 " + trial.score()));
                }
            });
        }
    }

    private void print(List<RandomSearch.Trial> done, TrainRecipe best) throws Exception {
        RandomSearch.Trial winner = RandomSearch.Trial.best(done).orElseThrow();
        List<List<String>> rows = done.stream()
                .map(trial -> List.of(
                        trial.number() + (trial.equals(winner) ? " (best)" : ""),
                        trial.wsol().isEmpty() ? PLAIN : trial.wsol(),
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
        common.writeJson(() -> {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("schemaVersion", 1);
            json.put("trials", done);
            json.put("best", winner);
            return json;
        });
    }

    /** The call that trains the network of a trial again. */
    private String trainCommand(TrainRecipe recipe) {
        List<String> words = new ArrayList<>(List.of("cam4j", "train"));
        words.addAll(options.arguments(recipe.wsol().isPlain()));
        words.addAll(List.of("--dataset", source.id));
        source.folder.ifPresent(folder -> words.addAll(List.of("--data", folder.toString())));
        words.addAll(recipes.argumentsWithout(RecipeKeys.EPOCHS, RecipeKeys.LEARNING_RATE, RecipeKeys.WSOL));
        words.addAll(List.of("--epochs", Integer.toString(recipe.epochs())));
        words.addAll(List.of("--learning-rate", Double.toString(recipe.learningRate())));
        if (!recipe.wsol().isPlain()) {
            words.addAll(List.of("--wsol", recipe.wsol().toString()));
        }
        words.addAll(List.of("--seed", Long.toString(recipe.seed())));
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
