package org.cam4j.training.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.Skipped;
import org.cam4j.training.fit.result.ConfusionMatrix;
import org.cam4j.training.fit.result.EpochResult;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.model.ModelFile;
import org.cam4j.training.recipe.RecipeKeys;
import org.cam4j.training.recipe.TrainRecipe;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Settings of recipes that change the steps and the length of a training. */
class RecipeFitTest {
    private static final int EPOCHS = 3;

    private final TinyProblem data = TinyProblem.of(33, 12);

    @TempDir
    private Path root;

    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private static TrainRecipe recipe(String settings) {
        TrainRecipe recipe = TinyProblem.recipe(EPOCHS);
        for (String setting : settings.split(" ")) {
            String[] parts = setting.split("=", 2);
            recipe = recipe.with(RecipeKeys.byId(parts[0]), parts[1]);
        }
        return recipe;
    }

    private FitResult fit(TrainRecipe recipe, String folder) throws IOException {
        return TinyProblem.fit(TinyProblem.model(), data, recipe, root.resolve(folder), false, FitListener.NONE);
    }

    private FitResult killedAndResumed(TrainRecipe recipe, int epoch) throws IOException {
        FitListener killer = new FitListener() {
            @Override
            public void step(Progress progress) {
                if (progress.epoch() == epoch && progress.step() == 1) {
                    throw new Killed();
                }
            }
        };
        Path folder = root.resolve("killed" + epoch);
        assertThatExceptionOfType(Killed.class)
                .isThrownBy(() -> TinyProblem.fit(TinyProblem.model(), data, recipe, folder, false, killer));
        return TinyProblem.fit(TinyProblem.model(), data, recipe, folder, true, FitListener.NONE);
    }

    @ParameterizedTest
    @Tag("long")
    @ValueSource(
            strings = {
                "optimizer=nesterov momentum=0.5",
                "optimizer=sgd",
                "beta1=0.5",
                "beta2=0.9",
                "epsilon=0.1",
                "optimizer=sgd clip-norm=0.1",
                "optimizer=sgd clip-value=0.01",
                "schedule=step step-epochs=1 decay-factor=0.3",
                "schedule=plateau plateau-patience=1 decay-factor=0.3",
                "steps=10",
                "freeze=conv",
                "freeze=norm",
                "freeze=backbone",
                "head-epochs=1",
                "head-epochs=2 head-learning-rate=0.1",
                "head-epochs=9"
            })
    void aSettingChangesTheTrainingWhichResumesExactly(String settings) throws IOException {
        FitResult plain = fit(TinyProblem.recipe(EPOCHS), "plain");
        TrainRecipe changed = recipe(settings);
        FitResult whole = fit(changed, "whole");

        assertThat(whole.weightsHash()).isNotEqualTo(plain.weightsHash());
        for (int epoch : new int[] {2, 3}) {
            FitResult resumed = killedAndResumed(changed, epoch);
            assertThat(resumed.weightsHash()).as("killed in epoch %d", epoch).isEqualTo(whole.weightsHash());
            assertThat(losses(resumed)).isEqualTo(losses(whole));
        }
    }

    private static List<Double> losses(FitResult result) {
        return result.history().stream().map(EpochResult::validationLoss).toList();
    }

    private static List<Double> rates(FitResult result) {
        return result.history().stream().map(EpochResult::learningRate).toList();
    }

    @Test
    void aRunOfStepsEndsWithThemInAShorterEpoch() throws IOException {
        FitResult result = fit(recipe("steps=13 schedule=linear warm-up=0"), "steps");

        assertThat(result.history()).extracting(EpochResult::steps).containsExactly(4L, 8L, 12L, 13L);
        assertThat(rates(result).get(3)).isEqualTo(0.02 / 13, within(1e-12));
    }

    @Test
    void theLearningRateFallsFromEpochToEpoch() throws IOException {
        assertThat(rates(fit(recipe("schedule=step step-epochs=2 decay-factor=0.5 warm-up=0 epochs=4"), "step")))
                .containsExactly(0.02, 0.02, 0.01, 0.01);
        TrainRecipe plateau =
                recipe("schedule=plateau plateau-patience=1 decay-factor=0.5 warm-up=0 epochs=8 learning-rate=0.3");
        FitResult result = fit(plateau, "plateau");
        double expected = 0.3;
        double lowest = Double.POSITIVE_INFINITY;
        for (EpochResult epoch : result.history()) {
            assertThat(epoch.learningRate()).isEqualTo(expected);
            expected = epoch.validationLoss() < lowest ? expected : expected / 2;
            lowest = Math.min(lowest, epoch.validationLoss());
        }
        assertThat(expected).isLessThan(0.3);
    }

    @Test
    void theFirstStageTrainsTheHeadAloneAndTheSecondAllLayers() throws IOException {
        CamModel model = TinyProblem.model();
        INDArray begin = model.graph().params().dup();
        INDArray[] after = new INDArray[4];
        FitListener listener = new FitListener() {
            @Override
            public void network(EpochResult result, CamModel now, ConfusionMatrix validation) {
                after[result.epoch() - 1] = now.graph().params().dup();
            }
        };
        TrainRecipe recipe = recipe("head-epochs=2 head-learning-rate=0.1 schedule=linear warm-up=0.25 epochs=4");
        FitResult result = TinyProblem.fit(model, data, recipe, root, false, listener);

        long head = model.graph().getLayer("output").numParams();
        long backbone = begin.length() - head;
        assertThat(part(after[1], 0, backbone)).isEqualTo(part(begin, 0, backbone)); // with batch norm's statistics
        assertThat(part(after[0], backbone, head)).isNotEqualTo(part(begin, backbone, head));
        assertThat(part(after[2], 0, backbone)).isNotEqualTo(part(begin, 0, backbone));
        assertThat(rates(result).subList(0, 2)).containsExactly(0.1, 0.1);
        assertThat(rates(result).get(3)).isLessThan(rates(result).get(2)).isLessThan(0.02);
    }

    private static float[] part(INDArray values, long from, long count) {
        float[] all = values.ravel().toFloatVector();
        return Arrays.copyOfRange(all, (int) from, (int) (from + count));
    }

    @Test
    void theModelOfFrozenLayersIsAnOrdinaryOne() throws IOException {
        FitResult result = fit(recipe("freeze=backbone"), "frozen");
        ComputationGraph graph = ModelFile.load(result.model()).graph();
        FitResult ordinary = fit(TinyProblem.recipe(EPOCHS), "plain");

        assertThat(counted(graph))
                .isEqualTo(counted(ModelFile.load(ordinary.model()).graph()));
    }

    /** The configuration without the number of the best epoch. */
    private static String counted(ComputationGraph graph) {
        graph.getConfiguration().setIterationCount(0);
        graph.getConfiguration().setEpochCount(0);
        return graph.getConfiguration().toJson().replaceAll("\"(iterationCount|epochCount|learningRate)\" : [^,]*", "");
    }

    @Test
    void aNameThatBeginsNoLayerIsRefusedWithTheNearest() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fit(recipe("freeze=norm,covn"), "unknown"))
                .withMessage(
                        "Recipe: freeze names covn, but no layer with parameters begins so; nearest: conv, norm, output."
                                + " Name layers, or 'backbone'.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fit(recipe("freeze=output"), "output"))
                .withMessageContaining("Layer output is an output of the network, which cannot be frozen");
    }

    @Test
    void patienceEndsTheTraining() throws IOException {
        TrainRecipe waiting = recipe("patience=2 stop-metric=loss min-improvement=100 epochs=9");
        assertThat(fit(waiting, "impatient").history()).hasSize(3);
        assertThat(fit(waiting.with(RecipeKeys.HEAD_EPOCHS, 4), "stages").history())
                .hasSize(6);
        assertThat(fit(recipe("patience=9 epochs=5"), "patient").history()).hasSize(5);
    }

    @Test
    void maxBoxAccChoosesTheBestEpochAndStops() throws IOException {
        TrainRecipe recipe =
                recipe("best-metric=max-box-acc stop-metric=max-box-acc patience=3 min-improvement=200 epochs=6");
        Path folder = root.resolve("boxes");
        FitResult result =
                TinyProblem.fit(TinyProblem.model(), new Boxed(data), recipe, folder, false, FitListener.NONE);

        assertThat(result.history()).hasSize(4).allMatch(epoch -> epoch.validationMaxBoxAcc() != null);
        List<Double> values =
                result.history().stream().map(EpochResult::validationMaxBoxAcc).toList();
        assertThat(result.best().validationMaxBoxAcc())
                .isEqualTo(values.stream().max(Double::compare).orElseThrow())
                .isBetween(0.0, 100.0);
        assertThat(Files.readAllLines(folder.resolve("history.csv")).get(1)).matches(".*,\\d+\\.\\d{2},NaN");
        assertThat(TinyProblem.fit(TinyProblem.model(), new Boxed(data), recipe, folder, true, FitListener.NONE)
                        .history())
                .isEqualTo(result.history());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fit(recipe, "none"))
                .withMessage(
                        "Recipe: max-box-acc needs boxes, and data set tiny has none in its validation split; expected another metric.");
    }

    /** A data set whose images have a box each. */
    private record Boxed(TinyProblem data) implements Dataset {
        @Override
        public String id() {
            return data.id();
        }

        @Override
        public List<String> classNames() {
            return data.classNames();
        }

        @Override
        public List<Sample> samples(Split split) {
            return data.samples(split).stream()
                    .map(sample -> new Sample(
                            sample.id(),
                            sample.label(),
                            sample.width(),
                            sample.height(),
                            List.of(new Box(1, 1, 5, 5)),
                            Optional.empty(),
                            sample.image()))
                    .toList();
        }

        @Override
        public List<Skipped> skipped() {
            return data.skipped();
        }

        @Override
        public String fingerprint() {
            return data.fingerprint();
        }
    }

    @Test
    void theBestEpochIsThatOfTheMetric() throws IOException {
        FitResult result = fit(recipe("best-metric=loss epochs=8"), "loss");
        double lowest = losses(result).stream().min(Double::compare).orElseThrow();
        assertThat(result.best().validationLoss()).isEqualTo(lowest);
        assertThat(IntStream.range(0, 8)
                                .filter(i -> losses(result).get(i) == lowest)
                                .findFirst()
                                .orElseThrow()
                        + 1)
                .isEqualTo(result.best().epoch());
    }
}
