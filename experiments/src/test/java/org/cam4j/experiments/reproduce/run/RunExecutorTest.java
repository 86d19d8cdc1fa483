package org.cam4j.experiments.reproduce.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.cam4j.datasets.synthetic.Parts;
import org.cam4j.experiments.papers.shared.LocalizationTask;
import org.cam4j.experiments.papers.zhou2016.PastedConcept;
import org.cam4j.experiments.papers.zhou2016.PastedPatterns;
import org.cam4j.training.recipe.TrainRecipe;
import org.cam4j.training.run.RunIdentity;
import org.cam4j.training.run.RunRecord;
import org.cam4j.training.wsol.WsolConfig;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
class RunExecutorTest {
    private static final DataChoice DATA = DataChoice.drawn(new Parts.Options(2, 32, 0.45, 0, 0, 16, 4, 8));
    private static final TrainRecipe RECIPE =
            TrainRecipe.fromScratch().epochs(1).batchSize(8);

    @TempDir
    private Path folder;

    private static RunSpec spec(TrainRecipe recipe, RunTask measurement) {
        return new RunSpec("mini", new NetworkChoice.Trained("mini", "gap", 32, recipe), DATA, measurement);
    }

    private RunExecutor runner(String work) {
        return new RunExecutor(folder.resolve(work), new DataFolder(Optional.empty()), Scale.SMOKE, 1, Progress.NONE);
    }

    private static RunResult only(List<RunResult> results) {
        assertThat(results).hasSize(1);
        return results.get(0);
    }

    @Test
    void aFinishedRunIsReusedAndAChangedRecipeMeasurementOrSeedIsNot() throws IOException {
        RunExecutor runner = runner("work");
        RunSpec spec = spec(RECIPE, LocalizationTask.of("cam"));
        List<RunResult> sunk = new ArrayList<>();
        RunResult first = only(runner.run("drawn", spec, 1, sunk::add));
        assertThat(first.reused()).isFalse();
        RunResult again = only(runner.run("drawn", spec, 1, sunk::add));
        assertThat(again.reused()).isTrue();
        assertThat(again.methods()).isEqualTo(first.methods());
        assertThat(again.record()).isEqualTo(first.record());
        assertThat(sunk).hasSize(2);
        RunResult otherRecipe =
                only(runner.run("drawn", spec(RECIPE.learningRate(0.001), LocalizationTask.of("cam")), 1, sunk::add));
        assertThat(otherRecipe.reused()).isFalse();
        assertThat(otherRecipe.record().weightsHash())
                .isNotEqualTo(first.record().weightsHash());
        RunResult otherMethods =
                only(runner.run("drawn", spec(RECIPE, LocalizationTask.of("cam", "layer-cam")), 1, sunk::add));
        assertThat(otherMethods.reused()).isFalse();
        assertThat(otherMethods.record().weightsHash())
                .as("the same network, trained once")
                .isEqualTo(first.record().weightsHash());
        try (var trained = Files.list(folder.resolve("work/trained"))) {
            assertThat(trained).hasSize(2);
        }
    }

    @Test
    void aTunedNetworkIsSearchedForOnceAndTrainedWithWhatWasFound() throws IOException {
        TrainRecipe hiding = RECIPE.wsol(WsolConfig.parse("has"));
        NetworkChoice.Tuned tuned =
                new NetworkChoice.Tuned(new NetworkChoice.Trained("mini", "gap", 32, hiding), 2, 1, 0);
        RunSpec spec = new RunSpec("mini-has", tuned, DATA, LocalizationTask.of("cam"));
        RunResult first = only(runner("tuned").run("drawn", spec, 1, result -> {}));
        assertThat(only(runner("tuned").run("drawn", spec, 1, result -> {})).reused())
                .isTrue();
        assertThat(first.pictures()).contains("search.csv");
        try (var searched = Files.list(folder.resolve("tuned/searched"))) {
            assertThat(searched.toList()).singleElement().satisfies(search -> {
                assertThat(Files.readAllLines(search.resolve("search.csv"))).hasSize(3);
                assertThat(search.resolve("trial-01/dashboard/training.json"))
                        .content()
                        .contains("\"drawn: mini-has, seed 1, trial 2\"");
            });
        }
        RunRecord training = Objects.requireNonNull(first.record().training());
        assertThat(training.spec().get("rival")).asString().startsWith("has:p=");
        assertThat(first.record().spec().get("network"))
                .asString()
                .contains("kind=tuned")
                .contains("rival=has:p=0.5");
    }

    @Test
    void trainingsAreRecordedForTheDashboardAndEndWithTheSameParameters() throws IOException {
        RunSpec spec = spec(RECIPE, LocalizationTask.of("cam"));
        RunResult smoke = only(runner("smoke").run("drawn", spec, 1, result -> {}));
        Path smokeRun = onlyFolder("smoke/trained");
        Path plain = smokeRun.resolve("dashboard");
        assertThat(plain.resolve("training.json")).content().contains("\"drawn: mini, seed 1\"");
        for (String file : List.of("progress.json", "steps.csv", "confusion.json")) {
            assertThat(plain.resolve(file)).isNotEmptyFile();
        }
        RunExecutor small = new RunExecutor(
                folder.resolve("small"), new DataFolder(Optional.empty()), Scale.SMALL, 1, Progress.NONE);
        RunResult recorded = only(small.run("drawn", spec, 1, result -> {}));
        assertThat(recorded.record().weightsHash()).isEqualTo(smoke.record().weightsHash());
        assertThat(recorded.methods()).isEqualTo(smoke.methods());
        Path smallRun = onlyFolder("small/trained");
        Path whole = smallRun.resolve("dashboard");
        assertThat(smallRun.getFileName()).isEqualTo(smokeRun.getFileName());
        for (String file : List.of("probes.json", "epochs.json", "epochs/1.json", "statistics.json")) {
            assertThat(whole.resolve(file)).isNotEmptyFile();
            assertThat(plain.resolve(file)).doesNotExist();
        }
    }

    private Path onlyFolder(String name) throws IOException {
        try (var folders = Files.list(folder.resolve(name))) {
            List<Path> all = folders.toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }

    @Test
    void twoRunsWithOneSeedGiveTheSameTable() throws IOException {
        RunSpec spec = spec(RECIPE, LocalizationTask.of("cam"));
        RunResult first = only(runner("one").run("drawn", spec, 1, result -> {}));
        RunResult second = only(runner("two").run("drawn", spec, 1, result -> {}));
        assertThat(second.reused()).isFalse();
        assertThat(second.methods()).isEqualTo(first.methods());
        assertThat(second.record().weightsHash()).isEqualTo(first.record().weightsHash());
    }

    @Test
    void everySeedIsARunOfItsOwn() throws IOException {
        RunSpec spec = new RunSpec("none", new NetworkChoice.None(), DATA, new Count());
        List<RunResult> results = runner("seeds").run("drawn", spec, 3, result -> {});
        assertThat(results).extracting(result -> result.record().seed()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void whatIsMissingIsNamedWithTheWayToGetIt() throws IOException {
        RunSpec cub = new RunSpec("cub", new NetworkChoice.None(), DataChoice.of("cub"), new Count());
        assertThat(runner("missing").missing(cub))
                .singleElement()
                .asString()
                .contains("CUB_200_2011")
                .contains("cam4j datasets fetch cub");
        RunSpec digits = new RunSpec("digits", new NetworkChoice.None(), DATA, new PastedPatterns(PastedConcept.DIGIT));
        assertThat(runner("missing").missing(digits)).singleElement().asString().contains("mnist");
        DataFolder data = new DataFolder(Optional.of(folder));
        RunSpec weights =
                new RunSpec("w", new NetworkChoice.Published("vgg16", "vgg16.safetensors"), DATA, new Count());
        RunExecutor runner = new RunExecutor(folder.resolve("work"), data, Scale.FULL, 1, Progress.NONE);
        assertThat(runner.missing(weights))
                .singleElement()
                .asString()
                .contains("vgg16.safetensors")
                .contains("published weights");
        assertThat(runner.missing(cub))
                .singleElement()
                .asString()
                .contains(folder.resolve("cub").toString());
    }

    /** Measures nothing but the seed. */
    private record Count() implements RunTask {
        @Override
        public RunIdentity identity() {
            return RunIdentity.of("kind", "count");
        }

        @Override
        public RunOutput run(RunContext context) {
            return new RunOutput(Map.of(), List.of(), Map.of());
        }
    }
}
