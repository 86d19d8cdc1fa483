package org.cam4j.training.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.cam4j.training.wsol.WsolConfig;
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

    /** The committed results are found by what a recipe prints. */
    @Test
    void aPlainRecipeIsWrittenAsBeforeThereWereRivals() {
        assertThat(recipe.withEpochs(6).identity())
                .hasToString(
                        "epochs=6, batchSize=32, optimiser=ADAMW, learningRate=0.002, schedule=COSINE, warmUp=0.1, weightDecay=0.02, trunkFactor=1.0, flip=true, cropPadding=6, labelSmoothing=0.1, seed=1");
        Map<String, Object> written = new ObjectMapper().convertValue(recipe, new TypeReference<>() {});
        assertThat(written).doesNotContainKey("rival").hasSize(12);
    }

    @Test
    void aRivalIsWrittenWithAllItsSettings() {
        TrainRecipe hiding = recipe.withRival(WsolConfig.parse("has"));
        assertThat(hiding.identity().toString()).endsWith("seed=1, rival=has:p=0.5");
        assertThat(hiding)
                .isEqualTo(recipe.withRival(WsolConfig.parse("has:p=0.50")))
                .isNotEqualTo(recipe);
        assertThat(hiding.withSeed(2)
                        .withEpochs(3)
                        .withBatchSize(4)
                        .withLearningRate(1)
                        .rival())
                .isEqualTo("has:p=0.5");
        Map<String, Object> written = new ObjectMapper().convertValue(hiding, new TypeReference<>() {});
        assertThat(written).containsEntry("rival", "has:p=0.5");
    }
}
