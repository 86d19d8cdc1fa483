package org.cam4j.experiments.reproduce.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.fetch.DatasetFacts;
import org.cam4j.datasets.fetch.Fetchables;
import org.cam4j.datasets.synthetic.Parts;
import org.cam4j.experiments.papers.shared.LocalizationTask;
import org.cam4j.experiments.reproduce.run.DataChoice;
import org.cam4j.experiments.reproduce.run.DataFolder;
import org.cam4j.experiments.reproduce.run.NetworkChoice;
import org.cam4j.experiments.reproduce.run.Progress;
import org.cam4j.experiments.reproduce.run.RunContext;
import org.cam4j.experiments.reproduce.run.RunOutput;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.RunTask;
import org.cam4j.experiments.reproduce.run.Scale;
import org.cam4j.experiments.reproduce.run.TaskTraining;
import org.cam4j.training.head.Heads;
import org.cam4j.training.recipe.RecipeKeys;
import org.cam4j.training.recipe.TrainRecipe;
import org.cam4j.training.run.RunIdentity;
import org.junit.jupiter.api.Test;

class CostPlannerTest {
    private static final TrainRecipe RECIPE =
            TrainRecipe.fromScratch().epochs(3).batchSize(8);
    private static final NetworkChoice.Trained MINI = new NetworkChoice.Trained("mini", "gap", 32, RECIPE);
    private static final NetworkChoice.Trained VGG =
            new NetworkChoice.Trained("vgg16", "gap", 0, Optional.of("vgg16-imagenet.safetensors"), RECIPE);
    private static final DataChoice DRAWN = DataChoice.drawn(new Parts.Options(2, 32, 0.45, 0, 0, 40, 10, 20));
    private static final DataChoice CUB = DataChoice.of("cub").complete(Map.of(Split.TRAIN, 4994));

    private static CostPlanner planner() {
        return new CostPlanner(Scale.FULL, new DataFolder(Optional.empty()), Path.of("none"));
    }

    /** Trains so many networks of two classes. */
    private record Pairs(String name, int count) implements RunTask {
        @Override
        public RunIdentity identity() {
            return RunIdentity.of("kind", name);
        }

        @Override
        public List<TaskTraining> trainings(int classes) {
            return List.of(new TaskTraining(MINI, count, 2.0 / classes));
        }

        @Override
        public RunOutput run(RunContext context) {
            return new RunOutput(Map.of(), List.of(), Map.of());
        }
    }

    @Test
    void sharedRunsAndTrainingsAreCountedOnceAndEverySeedIsOne() {
        CostPlanner planner = planner();
        planner.add(new RunSpec("a", MINI, DRAWN, LocalizationTask.of("cam")), 2);
        planner.add(new RunSpec("other-name", MINI, DRAWN, LocalizationTask.of("cam")), 2);
        planner.add(new RunSpec("b", MINI, DRAWN, LocalizationTask.of("grad-cam")), 2);
        CostPlan plan = planner.plan();
        assertThat(plan.runs()).isEqualTo(4);
        assertThat(plan.trainings()).isEqualTo(2);
        assertThat(plan.measuredImages()).isEqualTo(4 * 30);
        assertThat(plan.networks()).singleElement().satisfies(network -> {
            assertThat(network.trainedImages()).isEqualTo(2 * 3 * 40);
            assertThat(network.validatedImages()).isEqualTo(2 * 3 * 10);
            assertThat(network.batch()).isEqualTo(8);
        });
        assertThat(plan.data()).as("nothing to download").isEmpty();
    }

    @Test
    void aSearchCountsWithItsTrialsAndARecipeOfStepsWithItsSteps() {
        CostPlanner planner = planner();
        NetworkChoice.Tuned tuned = new NetworkChoice.Tuned(MINI, 5, 2, 4);
        planner.add(new RunSpec("tuned", tuned, DRAWN, LocalizationTask.of("cam")), 1);
        NetworkWork searched = planner.plan().networks().get(0);
        assertThat(searched.trainings()).isEqualTo(6);
        assertThat(searched.trainedImages()).isEqualTo(5 * 2 * 40 + 3 * 40);
        assertThat(searched.measuredImages()).isEqualTo(5 * 4 + 30);
        CostPlanner steps = planner();
        NetworkChoice.Trained seven = new NetworkChoice.Trained("mini", "gap", 32, RECIPE.with(RecipeKeys.STEPS, 7));
        steps.add(new RunSpec("steps", seven, DRAWN, LocalizationTask.of("cam")), 1);
        assertThat(steps.plan().networks().get(0).trainedImages()).isEqualTo(7 * 8);
    }

    @Test
    void networksThatATaskTrainsAreCountedAndThoseThatTwoTasksShareOnce() {
        CostPlanner planner = planner();
        planner.add(new RunSpec("few", new NetworkChoice.None(), CUB, new Pairs("few", 10)), 1);
        planner.add(new RunSpec("many", new NetworkChoice.None(), CUB, new Pairs("many", 25)), 1);
        CostPlan plan = planner.plan();
        assertThat(plan.trainings()).isEqualTo(25);
        NetworkWork pairs = plan.networks().stream()
                .filter(network -> network.backbone().equals("mini"))
                .findFirst()
                .orElseThrow();
        assertThat((double) pairs.trainedImages()).isCloseTo(25 * 3 * 4994 / 100.0, withPercentage(1));
    }

    @Test
    void whatIsMissingHasItsSizeAddressAndLicense() {
        CostPlanner planner = planner();
        planner.add(new RunSpec("vgg", VGG, CUB, LocalizationTask.of("cam")), 1);
        CostPlan plan = planner.plan();
        assertThat(plan.networks().get(0).trainedImages()).isEqualTo(3 * 4994);
        assertThat(plan.data()).singleElement().satisfies(data -> {
            assertThat(data.found()).isFalse();
            assertThat(data.facts().license()).contains("research");
            assertThat(data.facts().howTo()).contains("datasets fetch cub");
        });
        assertThat(plan.weights()).singleElement().satisfies(weights -> {
            assertThat(weights.megabytes()).isEqualTo(553);
            assertThat(weights.found()).isFalse();
        });
    }

    @Test
    void everyDataSetThatCanBeFetchedHasFacts() {
        assertThat(Fetchables.ids())
                .allSatisfy(id -> assertThat(DatasetFacts.find(id)).isPresent());
        assertThat(DatasetFacts.find("cwru-halves")).isEqualTo(DatasetFacts.find("cwru"));
        assertThat(DatasetFacts.find("ilsvrc").orElseThrow().isFetched()).isFalse();
    }

    @Test
    void everyHeadHasItsStepTimed() throws IOException {
        List<NetworkWork> networks = Heads.ids().stream()
                .map(head -> new NetworkWork("mini", head, 32).train(1, 1000, 10, 8))
                .toList();
        Map<String, StepTime> times = new StepTimer(Duration.ofMinutes(1), Progress.NONE).time(networks);
        assertThat(times).hasSize(networks.size());
        times.forEach((key, time) -> {
            assertThat(time.trainingSeconds()).as(key).isPositive();
            assertThat(time.activations()).as(key).isPositive();
            assertThat(time.parameters()).as(key).isPositive();
        });
        CostEstimate estimate = new CostEstimate(new CostPlan(List.of(), List.of(), networks, 1), times);
        assertThat(estimate.hours()).isPositive();
        NetworkWork published = new NetworkWork("squeezenet1_1", Heads.ORIGINAL, 64).measure(10);
        assertThat(new StepTimer(Duration.ZERO, Progress.NONE).time(List.of(published)))
                .hasSize(1);
        Map<String, StepTime> late = new StepTimer(Duration.ZERO, Progress.NONE).time(networks);
        assertThat(late.values()).filteredOn(StepTime::measured).hasSize(1);
    }
}
