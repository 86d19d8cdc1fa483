package org.cam4j.training.wsol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cam4j.training.fit.FitListener;
import org.cam4j.training.fit.FitResult;
import org.cam4j.training.fit.Trainer;
import org.cam4j.training.fit.result.ConfusionMatrix;
import org.cam4j.training.fit.result.EpochResult;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.recipe.RecipeKeys;
import org.cam4j.training.recipe.TrainRecipe;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Stages of a training by a method, whose graph has more branches than the network. */
@Tag("long")
class FrozenWsolTest {
    @TempDir
    private Path root;

    static List<WsolMethod> methods() {
        return WsolMethods.all();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theBackboneRestsInTheFirstStageAndTheRunResumesInTheSecond(WsolMethod method) throws IOException {
        WsolConfig config = DrawnProblem.small(method);
        CamModel plain = DrawnProblem.plain(config);
        INDArray begin = plain.graph().getLayer("conv1_1").params().dup();
        Map<Integer, INDArray> after = new HashMap<>();
        FitListener listener = new FitListener() {
            @Override
            public void network(EpochResult result, CamModel model, ConfusionMatrix validation) {
                after.put(
                        result.epoch(),
                        model.graph().getLayer("conv1_1").params().dup());
            }
        };
        TrainRecipe recipe = DrawnProblem.recipe(config, 3).with(RecipeKeys.HEAD_EPOCHS, 1);
        FitResult whole = fit(plain, recipe, root.resolve("whole"), listener);

        assertThat(after.get(1)).isEqualTo(begin);
        assertThat(after.get(2)).isNotEqualTo(begin);
        for (int epoch = 1; epoch < 3; epoch++) {
            Path folder = root.resolve("stopped" + epoch);
            int last = epoch;
            Trainer.of(DrawnProblem.plain(config), DrawnProblem.data())
                    .recipe(recipe)
                    .into(folder)
                    .stopWhen(history -> history.size() == last)
                    .fit();
            FitResult resumed = fit(DrawnProblem.plain(config), recipe, folder, FitListener.NONE);
            assertThat(resumed.weightsHash())
                    .as("stopped after epoch %d", epoch)
                    .isEqualTo(whole.weightsHash());
        }
    }

    private static FitResult fit(CamModel plain, TrainRecipe recipe, Path folder, FitListener listener)
            throws IOException {
        return Trainer.of(plain, DrawnProblem.data())
                .recipe(recipe)
                .into(folder)
                .resume(true)
                .listener(listener)
                .fit();
    }
}
