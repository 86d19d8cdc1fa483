package org.cam4j.training.fit;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import org.cam4j.evaluation.Skipped;

/**
 * Workers on other machines that train one network together: all start a round with the same state, each takes batches of its own, and their results are averaged. Which
 * worker gets which batches does not depend on the machines, nor does the order of the average: a round that is repeated because a machine was lost ends with the same
 * parameters.
 */
public interface WorkerGroup {
    /** What is averaged. */
    enum SyncMode {
        /** Each worker takes some steps alone; parameters and optimizer state are averaged. */
        PARAMETERS,
        /** Each worker computes the gradient of one batch; the mean gradient makes one step, as that of one batch as large as all of them. */
        GRADIENTS;

        /** The name on the command line. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Consecutive batches of an epoch.
     *
     * @param epoch from 0
     * @param first batch, from 0
     * @param count of batches, at least 1
     */
    record BatchRange(int epoch, int first, int count) implements Serializable {}

    /**
     * What a worker starts from.
     *
     * @param parameters flat
     * @param optimizer its state, flat; empty where it has none
     * @param updates of the parameters so far
     * @param decay what the epoch's learning rates are multiplied by
     */
    record State(float[] parameters, float[] optimizer, int updates, double decay) implements Serializable {}

    /**
     * The result of a range of batches.
     *
     * @param values the parameters afterwards, or the gradient, flat
     * @param optimizer its state afterwards; empty where gradients are averaged
     * @param loss sum of the cross-entropy over the images
     * @param correct images whose most probable class is the label
     * @param images how many could be read
     */
    record WorkerResult(float[] values, float[] optimizer, double loss, int correct, int images, List<Skipped> skipped)
            implements Serializable {}

    /** How many workers train in parallel, 1 or more. */
    int workers();

    /** Batches that each worker takes per round, 1 or more; 1 where gradients are averaged. */
    int batchesPerRound();

    /** What is averaged. */
    SyncMode syncMode();

    /**
     * Does one round.
     *
     * @return the result of every range, in the order of the ranges
     * @throws IOException in one line, when the work cannot be done
     */
    List<WorkerResult> train(State from, List<BatchRange> ranges) throws IOException;
}
