package org.cam4j.experiments.reproduce.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.cam4j.datasets.synthetic.Parts;
import org.cam4j.experiments.papers.shared.LocalizationTask;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.run.DataChoice;
import org.cam4j.experiments.reproduce.run.DataFolder;
import org.cam4j.experiments.reproduce.run.NetworkChoice;
import org.cam4j.experiments.reproduce.run.Progress;
import org.cam4j.experiments.reproduce.run.RunExecutor;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;
import org.cam4j.training.recipe.TrainRecipe;
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
        assertThat(runner.run(prepared).json()).containsKey("cells");
        assertThat(experiment.planned).hasValue(1);
    }
}
