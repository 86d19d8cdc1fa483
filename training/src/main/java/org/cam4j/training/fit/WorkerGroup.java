package org.cam4j.training.fit;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import org.cam4j.evaluation.Skipped;

/**
 * Several learners, elsewhere, that train one network together: they begin a round with the same state, each takes batches of its own, and what they found is
 * averaged. Who learned which batches does not depend on the machines, nor does the order in which is averaged: a round that is repeated because a machine was lost
 * ends with the same parameters.
 */
public interface WorkerGroup {
    /** What the learners tell each other. */
    enum Exchange {
        /** Everyone takes some steps alone; parameters and the optimizer's state are averaged. */
        PARAMETERS,
        /** Everyone looks at one batch; the mean gradient makes one step, as that of one batch as large as all of them. */
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
    record Share(int epoch, int first, int count) implements Serializable {}

    /**
     * What a learner begins with.
     *
     * @param parameters flat
     * @param optimizer its state, flat; empty where it has none
     * @param updates of the parameters so far
     */
    record State(float[] parameters, float[] optimizer, int updates) implements Serializable {}

    /**
     * What became of a share.
     *
     * @param values the parameters afterwards, or the gradient, flat
     * @param optimizer its state afterwards; empty where gradients are exchanged
     * @param loss sum of the cross-entropy over the images
     * @param right images whose most probable class is the label
     * @param images how many could be read
     */
    record Outcome(float[] values, float[] optimizer, double loss, int right, int images, List<Skipped> skipped)
            implements Serializable {}

    /** How many learn side by side, 1 or more. */
    int learners();

    /** Batches that each takes in a round, 1 or more; 1 where gradients are exchanged. */
    int batches();

    Exchange exchange();

    /**
     * Does one round.
     *
     * @return the outcome of every share, in the order of the shares
     * @throws IOException in one line, when the work cannot be done
     */
    List<Outcome> work(State from, List<Share> shares) throws IOException;
}
