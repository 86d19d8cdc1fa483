package org.cam4j.training.fit.stage;

import org.cam4j.training.recipe.RecipeKeys;
import org.cam4j.training.recipe.TrainRecipe;

/**
 * How long a training run is.
 *
 * @param stepsPerEpoch of every epoch but the last, which may be shorter
 * @param totalSteps of the whole run
 */
public record RunLength(int stepsPerEpoch, long totalSteps) {
    /** The length that a recipe asks for: so many epochs, or so many steps. */
    public static RunLength of(TrainRecipe recipe, int trainImages) {
        int stepsPerEpoch = Math.max(1, trainImages / recipe.batchSize());
        int steps = recipe.get(RecipeKeys.STEPS);
        return new RunLength(stepsPerEpoch, steps > 0 ? steps : (long) recipe.epochs() * stepsPerEpoch);
    }

    /** Epochs, the shorter last one included. */
    public int epochs() {
        return Math.toIntExact((totalSteps + stepsPerEpoch - 1) / stepsPerEpoch);
    }

    /** Steps of an epoch, counted from 0. */
    public int steps(int epoch) {
        return (int) (stepsBefore(epoch + 1) - stepsBefore(epoch));
    }

    /** Steps before an epoch, counted from 0. */
    public long stepsBefore(int epoch) {
        return Math.min(totalSteps, (long) epoch * stepsPerEpoch);
    }
}
