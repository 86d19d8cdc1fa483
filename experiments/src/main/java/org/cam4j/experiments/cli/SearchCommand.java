package org.cam4j.experiments.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cam4j.datasets.Dataset;
import org.cam4j.experiments.report.Table;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.backbone.NetworkSpec;
import org.cam4j.training.fit.FitListener;
import org.cam4j.training.fit.TrainRecipe;
import org.cam4j.training.rival.RivalChoice;
import org.cam4j.training.search.RandomSearch;
import org.cam4j.training.search.Trial;
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
            "Every trial is recorded; an interrupted search goes on when it is called again."
        },
        footer = {
            "",
            "Example: cam4j search --method has --trials 30 --backbone mini --dataset tiny-imagenet --data tiny-imagenet-200 --out search-has"
        })
final class SearchCommand implements Callable<Integer> {
    private static final String PLAIN = "cam";

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private DatasetOptions source;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--method",
            required = true,
            paramLabel = "R",
            completionCandidates = Candidates.Rivals.class,
            description = {
                "What is trained: cam (plain), or one of: ${COMPLETION-CANDIDATES}.",
                "Settings that a search leaves follow the name: acol:units=256."
            })
    @SuppressWarnings("NullAway.Init") // set by picocli
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
            description = "Network; one of: ${COMPLETION-CANDIDATES}.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String backbone;

    @Option(
            names = "--head",
            defaultValue = "gap",
            paramLabel = "H",
            completionCandidates = Candidates.Heads.class,
            description = "Head, unless the method has its own. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String head;

    @Option(names = "--weights", paramLabel = "F", description = "Start from these weights (.safetensors).")
    private Optional<Path> weights = Optional.empty();

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder of the search.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path out;

    @Option(names = "--input-size", paramLabel = "N", description = "Rows and columns of the input.")
    private Optional<Integer> inputSize = Optional.empty();

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "2",
            description = "Of a trial. Default: ${DEFAULT-VALUE}.")
    private int epochs;

    @Option(
            names = "--images",
            paramLabel = "N",
            defaultValue = "0",
            description = "Validation images that a trial is measured on, at equal distances; 0 for all. Default: 0.")
    private int images;

    @Override
    public Integer call() throws Exception {
        common.checkJson();
        Kernels.switchOn();
        Dataset dataset = source.open(common.seed());
        SkippedLines.print(spec, dataset.skipped());
        TrainRecipe recipe = (weights.isPresent() ? TrainRecipe.FINE_TUNING : TrainRecipe.FROM_SCRATCH)
                .withSeed(common.seed())
                .withEpochs(epochs);
        recipe = method.equals(PLAIN) ? recipe : recipe.withRival(RivalChoice.parse(method));
        boolean named = spec.commandLine().getParseResult().hasMatchedOption("--head");
        String ownHead =
                recipe.chosenRival().map(choice -> choice.head(head, named)).orElse(head);
        int size = inputSize.orElse(0);
        NetworkSpec network = NetworkSpec.of(backbone, ownHead, dataset.classNames())
                .withSeed(common.seed())
                .withSize(size, size);
        RandomSearch search = new RandomSearch(
                weights.isPresent() ? network.withWeights(weights.get()) : network,
                recipe,
                trials,
                images,
                common.threads());
        List<Trial> done = run(search, dataset);
        print(done, search.best(done));
        return dataset.skipped().isEmpty()
                        && done.stream().allMatch(trial -> trial.failure().isEmpty())
                ? ExitCode.DONE
                : ExitCode.FAILURES;
    }

    private List<Trial> run(RandomSearch search, Dataset dataset) throws Exception {
        try (FitProgress progress =
                new FitProgress(spec, String.format(Locale.ROOT, "search %s", method), common.quiet())) {
            return search.run(dataset, out, new RandomSearch.Listener() {
                @Override
                public FitListener training(int trial) {
                    return progress;
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
        print.printf(
                Locale.ROOT,
                "train --learning-rate %s%s%n",
                best.learningRate(),
                best.rival().isEmpty() ? "" : " --wsol " + best.rival());
        if (common.json().isPresent()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("schemaVersion", 1);
            json.put("trials", done);
            json.put("best", winner);
            JsonOutput.write(common.json().get(), json);
        }
    }

    private static String percent(@Nullable Double value) {
        return value == null ? "failed" : String.format(Locale.ROOT, "%.2f", value);
    }
}
