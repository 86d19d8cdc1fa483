package org.cam4j.experiments.reproduce.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.cam4j.datasets.synthetic.Parts;
import org.cam4j.experiments.papers.shared.LocalizationTask;
import org.cam4j.experiments.reproduce.claim.Cell;
import org.cam4j.experiments.reproduce.claim.Claim;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.cam4j.experiments.reproduce.claim.ExperimentReport;
import org.cam4j.experiments.reproduce.claim.MetricRef;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.claim.SelectedRuns;
import org.cam4j.experiments.reproduce.run.DataChoice;
import org.cam4j.experiments.reproduce.run.DataFolder;
import org.cam4j.experiments.reproduce.run.Missing;
import org.cam4j.experiments.reproduce.run.NetworkChoice;
import org.cam4j.experiments.reproduce.run.Progress;
import org.cam4j.experiments.reproduce.run.RunContext;
import org.cam4j.experiments.reproduce.run.RunExecutor;
import org.cam4j.experiments.reproduce.run.RunOutput;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.RunTask;
import org.cam4j.experiments.reproduce.run.Scale;
import org.cam4j.training.recipe.TrainRecipe;
import org.cam4j.training.run.RunIdentity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentRunnerTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    private static final class Counting implements Experiment {
        private final AtomicInteger planned = new AtomicInteger();

        @Override
        public String id() {
            return "counting";
        }

        @Override
        public String paper() {
            return "None.";
        }

        @Override
        public String description() {
            return "Counts its plans.";
        }

        @Override
        public Plan plan(Scale scale) {
            planned.incrementAndGet();
            return new Plan()
                    .run(new RunSpec(
                            "mini",
                            new NetworkChoice.Trained(
                                    "mini", "gap", 32, TrainRecipe.fromScratch().epochs(1)),
                            DataChoice.drawn(new Parts.Options(2, 32, 0.45, 0, 0, 8, 4, 4)),
                            LocalizationTask.of("cam")));
        }
    }

    @Test
    void anExperimentIsPlannedOnce() throws IOException {
        Counting experiment = new Counting();
        ExperimentRunner runner = new ExperimentRunner(
                new RunExecutor(
                        folder.resolve("work"), new DataFolder(Optional.empty()), Scale.SMOKE, 1, Progress.NONE),
                new ResultFiles(folder.resolve("results"), 1));
        ExperimentRunner.Prepared prepared = runner.prepare(experiment);
        assertThat(prepared.missing()).isEmpty();
        assertThat(prepared.failures()).isEmpty();
        assertThat(runner.run(prepared).json()).containsKey("cells");
        assertThat(experiment.planned).hasValue(1);
    }

    /** A run on drawn images, and where asked for one on a data set that is not there. */
    private record Halves(boolean drawn) implements Experiment {
        private static MetricRef value(String run) {
            return new MetricRef(run, "cam", "gt_known_loc.best");
        }

        @Override
        public String id() {
            return "halves";
        }

        @Override
        public String paper() {
            return "None.";
        }

        @Override
        public String description() {
            return "Lacks the data set of a run.";
        }

        @Override
        public Plan plan(Scale scale) {
            NetworkChoice network = new NetworkChoice.Trained(
                    "mini", "gap", 32, TrainRecipe.fromScratch().epochs(1));
            NetworkChoice published = new NetworkChoice.Published("vgg16", "vgg16-imagenet.safetensors");
            DataChoice parts = DataChoice.drawn(new Parts.Options(2, 32, 0.45, 0, 0, 8, 4, 4));
            Plan plan = new Plan()
                    .run(new RunSpec("birds", network, DataChoice.of("cub"), LocalizationTask.of("cam")))
                    .run(new RunSpec("published", published, parts, LocalizationTask.of("cam")))
                    .cell("birds", "Loc", value("birds"))
                    .cell("published", "Loc", value("published"));
            return drawn
                    ? plan.run(new RunSpec("drawn", network, parts, LocalizationTask.of("cam")))
                            .cell("drawn", "Loc", value("drawn"))
                            .difference("drawn", "more than birds", value("drawn"), value("birds"))
                            .claim(Claim.higher("Birds are easier.", value("birds"), value("drawn")))
                            .claim(Claim.above("Something is found.", value("drawn"), 0))
                    : plan;
        }
    }

    private ExperimentRunner at(Scale scale) {
        return new ExperimentRunner(
                new RunExecutor(folder.resolve("work"), new DataFolder(Optional.of(folder)), scale, 1, Progress.NONE),
                new ResultFiles(folder.resolve("results"), 1));
    }

    private static Cell cell(ExperimentReport report, String row, String column) {
        return report.cells().stream()
                .filter(cell -> cell.row().equals(row) && cell.column().startsWith(column))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aMissingFileKeepsOnlyTheRunsThatNeedItFromRunning() throws IOException {
        ExperimentRunner runner = at(Scale.SMALL);
        ExperimentRunner.Prepared prepared = runner.prepare(new Halves(true));
        assertThat(prepared.ready()).extracting(RunSpec::name).containsExactly("drawn");
        assertThat(prepared.failures())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).doesNotContain("\n"));
        assertThat(prepared.failures().get(0))
                .startsWith("run 'birds' was left out. ")
                .contains("cam4j datasets fetch cub");
        ExperimentReport report = runner.run(prepared);
        assertThat(cell(report, "drawn", "Loc").measured()).isNotNull();
        assertThat(cell(report, "birds", "Loc").note()).isEqualTo("not run: data set cub");
        assertThat(cell(report, "drawn", "more than birds").note()).isEqualTo("not run: data set cub");
        assertThat(cell(report, "published", "Loc").note()).isEqualTo("not run: weights/vgg16-imagenet.safetensors");
        assertThat(report.claims().get(0).verdict()).isEqualTo("not decided");
        assertThat(report.claims().get(0).reason()).isEqualTo("run 'birds' was not run: it lacks data set cub");
        assertThat(report.claims().get(1).reason()).doesNotContain("lacks");
        assertThat(report.remarks()).contains("Run 'birds' was left out: it lacks data set cub.");
        assertThat(folder.resolve("results/halves/small.md")).content().contains("Run 'birds' was left out");
    }

    /** The same run on a data set in two folders, of which one is there. */
    private record OtherData() implements RunTask {
        @Override
        public RunIdentity identity() {
            return RunIdentity.of("kind", "other-data");
        }

        @Override
        public List<String> datasets() {
            return List.of("coco", "coco/coco-val-188");
        }

        @Override
        public RunOutput run(RunContext context) {
            return new RunOutput(Map.of(), List.of(), Map.of());
        }
    }

    @Test
    void theFolderOfAnotherDataSetIsLookedForAndNamed() {
        DataChoice parts = DataChoice.drawn(new Parts.Options(2, 32, 0.45, 0, 0, 8, 4, 4));
        RunSpec spec = new RunSpec("other", new NetworkChoice.None(), parts, new OtherData());
        assertThat(at(Scale.SMALL).runner().missing(spec))
                .extracting(Missing::what)
                .containsExactly("data set coco", "data set coco/coco-val-188");
        assertThat(at(Scale.SMALL).runner().missing(spec).get(1).message())
                .contains(folder.resolve("coco-val-188").toString());
    }

    @Test
    void selectedRunsSkipExperimentsWithoutThemAndAreInTheCommand() throws IOException {
        Experiment halves = new Halves(true);
        List<Experiment> both = List.of(halves, new Counting());
        assertThat(SelectedRuns.of(both, List.of("drawn"), Scale.SMALL)).containsExactly(selected(halves, "drawn"));
        assertThat(SelectedRuns.of(both, List.of("drawn", "mini"), Scale.SMALL)).hasSize(2);
        assertThatThrownBy(() -> SelectedRuns.of(both, List.of("vgg16"), Scale.SMALL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--runs vgg16: halves, counting have no such run at small scale; expected beginnings of"
                        + " birds, published, drawn, mini.");
        assertThat(SelectedRuns.of(both, List.of("vgg16"), Scale.MEDIUM))
                .as("each says that it has no medium scale")
                .hasSize(2);
        ExperimentRunner runner = at(Scale.SMALL);
        ExperimentReport report = runner.run(runner.prepare(selected(halves, "drawn")));
        assertThat(runner.files().markdown(report))
                .contains("`cam4j reproduce halves --scale small --data DIR --runs drawn --seeds 1`");
    }

    private static Experiment selected(Experiment experiment, String run) {
        return new SelectedRuns(experiment, List.of(run));
    }

    @Test
    void whereNoRunCanBeginEveryMissingFileIsNamedOnce() {
        ExperimentRunner.Prepared prepared = at(Scale.SMALL).prepare(new Halves(false));
        assertThat(prepared.ready()).isEmpty();
        assertThat(prepared.failures()).hasSize(2).noneMatch(line -> line.startsWith("run "));
    }
}
