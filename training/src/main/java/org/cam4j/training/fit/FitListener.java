package org.cam4j.training.fit;

import java.util.List;
import org.cam4j.evaluation.Skipped;
import org.cam4j.training.fit.result.ConfusionMatrix;
import org.cam4j.training.fit.result.EpochResult;
import org.cam4j.training.model.CamModel;
import org.deeplearning4j.optimize.api.TrainingListener;

/** Receives the events of a training run, on the thread that trains; every method is optional. */
public interface FitListener {
    /** Ignores every event. */
    FitListener NONE = new FitListener() {};

    /** Several listeners as one: each gets every event, in this order. */
    static FitListener all(List<FitListener> listeners) {
        return new FitListeners(listeners);
    }

    /**
     * Progress of a run.
     *
     * @param epoch from 1
     * @param epochs of the whole run
     * @param step steps done in this epoch, from 1
     * @param steps of an epoch
     * @param loss of this step's batch
     * @param percentRight of this epoch's training images so far
     * @param imagesPerSecond mean of this epoch so far
     */
    record Progress(
            int epoch, int epochs, int step, int steps, double loss, double percentRight, double imagesPerSecond) {}

    /** Training starts with this epoch, counted from 1; above 1 when it was resumed. */
    default void started(int epoch, int epochs, int steps) {}

    /** A step is done. */
    default void step(Progress progress) {}

    /**
     * An epoch is done and its checkpoint not yet written: a listener that writes files here has written them for every epoch that a resumed run does not repeat.
     *
     * @param model with the current parameters, which the next epoch changes; it must not be changed
     * @param validation predictions for the validation images
     */
    default void network(EpochResult result, CamModel model, ConfusionMatrix validation) {}

    /**
     * Listeners of Deeplearning4j for the graph that is trained, asked for once before the first step.
     *
     * @param steps of the whole run
     */
    default List<TrainingListener> graphListeners(long steps) {
        return List.of();
    }

    /** An epoch is done and its checkpoint written. */
    default void epoch(EpochResult result, boolean bestSoFar) {}

    /** Images that could not be read; called once per run, after its first epoch, and only where there are some. */
    default void skipped(List<Skipped> images) {}

    /** One line that the user should see. */
    default void note(String line) {}
}
