package org.cam4j.training.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TrainRecipeTest {
    private final TrainRecipe recipe = TrainRecipe.FROM_SCRATCH;

    @Test
    void valuesOutOfRangeAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> recipe.withEpochs(0))
                .withMessage("Recipe: epochs is 0, expected 1 or more.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> recipe.withBatchSize(0))
                .withMessageContaining("batch size is 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> recipe.withLearningRate(Double.NaN))
                .withMessageContaining("learning rate is NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> recipe.withLearningRate(-1))
                .withMessageContaining("learning rate is -1.0");
    }

    @Test
    void oneChangedChoiceLeavesTheOthers() {
        assertThat(recipe.withSeed(9).withEpochs(3).withSeed(recipe.seed()).withEpochs(recipe.epochs()))
                .isEqualTo(recipe);
        assertThat(recipe.withLearningRate(0.5).learningRate()).isEqualTo(0.5);
        assertThat(recipe.withBatchSize(7).batchSize()).isEqualTo(7);
    }

    @Test
    void smallNetworksStartFromScratchAndPublishedOnesAreTunedCarefully() {
        assertThat(recipe.trunkFactor()).isEqualTo(1);
        assertThat(TrainRecipe.FINE_TUNING.trunkFactor()).isLessThan(1);
    }
}
