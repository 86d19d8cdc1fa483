package org.cam4j.training.fit;

import java.util.List;
import org.cam4j.evaluation.Skipped;
import org.cam4j.training.model.CamModel;
import org.deeplearning4j.core.storage.StatsStorage;

/** Hears how a run goes, on the thread that trains; every method may be left out. */
public interface FitListener {
    /** Hears nothing. */
    FitListener NONE = new FitListener() {};

    /**
     * Where a run stands.
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

    /** Training goes on from this epoch, counted from 1; above 1 when it was resumed. */
    default void started(int epoch, int epochs, int steps) {}

    /** A step is done. */
    default void step(Progress progress) {}

    /**
     * An epoch is done, its checkpoint not yet written: whoever writes here has written whatever a resumed run goes on from.
     *
     * @param model as it is now; it may be asked, but not changed, and is another one after the next epoch
     * @param validation what the network took the validation images for
     */
    default void network(EpochResult result, CamModel model, ConfusionMatrix validation) {}

    /** The storage of Deeplearning4j's own pages, before the first step; it is closed when the run ends. */
    default void statistics(StatsStorage storage) {}

    /** An epoch is done and its checkpoint written. */
    default void epoch(EpochResult result, boolean bestSoFar) {}

    /** Whether this epoch is the last, though the recipe has more. */
    default boolean isEnough(EpochResult result) {
        return false;
    }

    /** Images that could not be read; once a run, after its first epoch, and only where there are some. */
    default void skipped(List<Skipped> images) {}

    /** One line that the user should see. */
    default void note(String line) {}
}
