package org.cam4j.training.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.cam4j.training.wsol.WsolConfig;
import org.junit.jupiter.api.Test;

class TrainRecipeTest {
    private final TrainRecipe recipe = TrainRecipe.fromScratch();

    @Test
    void valuesOutOfRangeAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> recipe.epochs(0))
                .withMessage("Recipe: epochs is 0, expected 1 or more.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> recipe.batchSize(0))
                .withMessageContaining("batch-size is 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> recipe.learningRate(Double.NaN))
                .withMessageContaining("learning-rate is NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> recipe.learningRate(-1))
                .withMessageContaining("learning-rate is -1,");
    }

    @Test
    void oneChangedChoiceLeavesTheOthers() {
        assertThat(recipe.seed(9).epochs(3).seed(recipe.seed()).epochs(recipe.epochs()))
                .isEqualTo(recipe);
        assertThat(recipe.learningRate(0.5).learningRate()).isEqualTo(0.5);
        assertThat(recipe.batchSize(7).batchSize()).isEqualTo(7);
    }

    @Test
    void smallNetworksStartFromScratchAndPublishedOnesAreTunedCarefully() {
        assertThat(recipe.backboneLearningRateFactor()).isEqualTo(1);
        assertThat(TrainRecipe.fineTuning().backboneLearningRateFactor()).isLessThan(1);
    }

    /** The committed results are found by what a recipe prints. */
    @Test
    void theIdentityOfAPlainRecipeNamesNoMethod() {
        assertThat(recipe.epochs(6).identity())
                .hasToString(
                        "epochs=6, batchSize=32, optimiser=ADAMW, learningRate=0.002, schedule=COSINE, warmUp=0.1, weightDecay=0.02, trunkFactor=1.0, flip=true, cropPadding=6, labelSmoothing=0.1, seed=1");
    }

    @Test
    void theIdentityNamesTheMethodWithAllItsHyperparameters() {
        TrainRecipe hiding = recipe.wsol(WsolConfig.parse("has"));
        assertThat(hiding.identity().toString()).endsWith("seed=1, rival=has:p=0.5");
        assertThat(hiding)
                .isEqualTo(recipe.wsol(WsolConfig.parse("has:p=0.50")))
                .isNotEqualTo(recipe);
        assertThat(hiding.seed(2).epochs(3).batchSize(4).learningRate(1).wsol()).hasToString("has:p=0.5");
    }

    @Test
    void isSentToOtherProcessesWithItsMethod() throws IOException, ClassNotFoundException {
        for (TrainRecipe sent : List.of(recipe, recipe.wsol(WsolConfig.parse("has:p=0.4")))) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(sent);
            }
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
                assertThat(in.readObject()).isEqualTo(sent);
            }
        }
    }
}
