package org.cam4j.training.fit;

import java.io.IOException;
import java.util.Map;
import org.cam4j.training.internal.fit.EpochPart;
import org.cam4j.training.internal.fit.StopRequest;
import org.cam4j.training.recipe.TrainRecipe;

/** Trains a {@link TrainStep} for one epoch after another: in this process, or by a {@link WorkerGroup}. */
interface EpochLoop {
    /**
     * Trains on the training split once, or until somebody asks to stop.
     *
     * @param epoch from 0
     * @param from what was done of this epoch before
     * @param stop looked at after every step
     * @return what is done of this epoch
     * @throws DivergedException when the loss is not finite
     */
    EpochPart trainEpoch(int epoch, EpochPart from, StopRequest stop) throws IOException;

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
