package org.cam4j.training.fit;

import java.util.List;
import org.cam4j.training.fit.result.EpochMetric;
import org.cam4j.training.fit.result.EpochResult;

/** Ends a training before the last epoch of its recipe. A rule is asked after every epoch, and when a run is resumed. */
@FunctionalInterface
public interface StoppingRule {
    /**
     * Whether training ends here.
     *
     * @param history every finished epoch, at least one
     */
    boolean shouldStop(List<EpochResult> history);

    /** Stops after an epoch in which more than this percentage of the training images was classified correctly. */
    static StoppingRule trainAccuracyAbove(double percent) {
        return history -> history.get(history.size() - 1).trainTop1() > percent;
    }

    /** Stops when the validation accuracy (on a tie, the loss) has not improved for this many epochs. */
    static StoppingRule noImprovementFor(int epochs) {
        if (epochs < 1) {
            throw new IllegalArgumentException("Stopping rule: found " + epochs + " epochs, expected 1 or more.");
        }
        return history -> EpochMetric.TOP1.epochsWithoutImprovement(history, 0) >= epochs;
    }
}
