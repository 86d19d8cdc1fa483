package org.cam4j.training.fit.stage;

import java.util.List;
import org.cam4j.training.fit.result.EpochResult;
import org.cam4j.training.optimizer.Schedule;
import org.cam4j.training.recipe.RecipeKeys;
import org.cam4j.training.recipe.TrainRecipe;

/**
 * One of the two stages of a run: the first trains the head alone at a constant learning rate, the second all layers by the schedule, each with its own warm-up. The
 * optimizer's state begins with zeros in each. Most recipes have the second stage alone.
 *
 * @param headOnly whether it is the first
 * @param headSteps steps of the first; 0 for none
 */
public record Stage(boolean headOnly, long headSteps) {
    /** All layers from the first step on. */
    public static final Stage WHOLE = new Stage(false, 0);

    /** The stage of an epoch, counted from 0. */
    public static Stage of(TrainRecipe recipe, RunLength length, int epoch) {
        int headEpochs = recipe.get(RecipeKeys.HEAD_EPOCHS);
        return new Stage(epoch < headEpochs, length.stepsBefore(headEpochs));
    }

    /** Steps of the run before this stage. */
    public int firstStep() {
        return headOnly ? 0 : Math.toIntExact(headSteps);
    }

    /**
     * The learning rate of the head at a step of either stage, but for {@link #decay}.
     *
     * @param step from 0 over the whole run
     * @param steps of the whole run
     */
    public double learningRate(TrainRecipe recipe, long step, long steps) {
        if (step < headSteps) {
            double asked = recipe.get(RecipeKeys.HEAD_LEARNING_RATE);
            double highest = asked == 0 ? recipe.learningRate() : asked;
            return highest * Schedule.CONSTANT.factor(step, headSteps, recipe.warmUp());
        }
        return recipe.learningRate() * recipe.schedule().factor(step - headSteps, steps - headSteps, recipe.warmUp());
    }

    /**
     * What the learning rate of the next epoch is multiplied by, where the schedule falls from epoch to epoch. The epochs of the first stage do not count.
     *
     * @param history every finished epoch
     */
    public double decay(TrainRecipe recipe, List<EpochResult> history) {
        int before = Math.min(history.size(), recipe.get(RecipeKeys.HEAD_EPOCHS));
        Schedule.Decay decay = new Schedule.Decay(
                recipe.get(RecipeKeys.DECAY_FACTOR),
                recipe.get(RecipeKeys.STEP_EPOCHS),
                recipe.get(RecipeKeys.PLATEAU_PATIENCE));
        List<Double> losses = history.subList(before, history.size()).stream()
                .map(EpochResult::validationLoss)
                .toList();
        return headOnly ? 1 : recipe.schedule().epochFactor(decay, losses);
    }
}
