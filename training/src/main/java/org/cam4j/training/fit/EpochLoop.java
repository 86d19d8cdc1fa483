package org.cam4j.training.fit;

import org.cam4j.training.recipe.TrainRecipe;
import java.io.IOException;
import java.util.Map;
import org.cam4j.training.internal.fit.LossAndAccuracy;

/** Trains a {@link TrainStep} for one epoch after another: in this process, or by a {@link WorkerGroup}. */
interface EpochLoop {
    /**
     * Trains on the training split once.
     *
     * @param epoch from 0
     * @return of the training images, each before its step
     * @throws DivergedException when the loss is not finite
     */
    LossAndAccuracy trainEpoch(int epoch) throws IOException;

    /** Starts to decode the first images of an epoch while the validation before it computes. */
    default void prepare(int epoch) {}

    /** What the loop adds to the identity of a run, by name. */
    default Map<String, String> identity() {
        return Map.of();
    }

    /** Creates the loop of a run. */
    @FunctionalInterface
    interface Factory {
        EpochLoop create(TrainStep trainStep, BatchSource batches, TrainRecipe recipe, FitListener listener);
    }
}
