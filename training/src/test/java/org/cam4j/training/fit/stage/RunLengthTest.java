package org.cam4j.training.fit.stage;

import static org.assertj.core.api.Assertions.assertThat;

import org.cam4j.training.recipe.RecipeKeys;
import org.cam4j.training.recipe.TrainRecipe;
import org.junit.jupiter.api.Test;

class RunLengthTest {
    private static final TrainRecipe RECIPE =
            TrainRecipe.fromScratch().epochs(3).batchSize(8);

    @Test
    void epochsAreOfEqualLength() {
        RunLength length = RunLength.of(RECIPE, 33);
        assertThat(length).isEqualTo(new RunLength(4, 12));
        assertThat(length.epochs()).isEqualTo(3);
        assertThat(length.steps(2)).isEqualTo(4);
        assertThat(length.stepsBefore(3)).isEqualTo(12);
        assertThat(RunLength.of(RECIPE, 5)).isEqualTo(new RunLength(1, 3));
    }

    @Test
    void theLastEpochOfStepsIsShorter() {
        RunLength length = RunLength.of(RECIPE.with(RecipeKeys.STEPS, 10), 33);
        assertThat(length.epochs()).isEqualTo(3);
        assertThat(length.steps(1)).isEqualTo(4);
        assertThat(length.steps(2)).isEqualTo(2);
        assertThat(RunLength.of(RECIPE.with(RecipeKeys.STEPS, 8), 33).epochs()).isEqualTo(2);
        assertThat(RunLength.of(RECIPE.with(RecipeKeys.STEPS, 3), 33).steps(0)).isEqualTo(3);
    }

    @Test
    void aHeadStageLongerThanTheRunIsTheWholeRun() {
        RunLength length = RunLength.of(RECIPE, 33);
        TrainRecipe recipe = RECIPE.with(RecipeKeys.HEAD_EPOCHS, 9).warmUp(0.5);
        Stage stage = Stage.of(recipe, length, 2);
        assertThat(stage).isEqualTo(new Stage(true, 12));
        assertThat(stage.learningRate(recipe, 0, 12)).isEqualTo(recipe.learningRate() / 6);
        assertThat(stage.learningRate(recipe, 11, 12)).isEqualTo(recipe.learningRate());
    }
}
