package org.cam4j.training.fit.stage;

import java.util.List;
import org.cam4j.training.fit.result.EpochResult;
import org.cam4j.training.recipe.RecipeKeys;
import org.cam4j.training.recipe.TrainRecipe;

/** The end of a run before its last epoch that a recipe asks for by {@link RecipeKeys#PATIENCE}. */
public final class EarlyStop {
    private EarlyStop() {}

    /**
     * Whether a run ends here. A first stage that trains the head alone is never ended: its epochs do not count as waiting.
     *
     * @param history every finished epoch, at least one
     */
    public static boolean appliesTo(TrainRecipe recipe, List<EpochResult> history) {
        int patience = recipe.get(RecipeKeys.PATIENCE);
        int ofAllLayers = history.size() - recipe.get(RecipeKeys.HEAD_EPOCHS);
        int waited = recipe.get(RecipeKeys.STOP_METRIC)
                .epochsWithoutImprovement(history, recipe.get(RecipeKeys.MIN_IMPROVEMENT));
        return patience > 0 && ofAllLayers >= patience && waited >= patience;
    }
}
