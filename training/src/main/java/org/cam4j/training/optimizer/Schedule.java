package org.cam4j.training.optimizer;

import java.util.Locale;

/** How the learning rate falls after the linear warm-up. */
public enum Schedule {
    /** It stays. */
    CONSTANT {
        @Override
        double decay(double progress) {
            return 1;
        }
    },
    /** A straight line to zero. */
    LINEAR {
        @Override
        double decay(double progress) {
            return 1 - progress;
        }
    },
    /** Half a cosine wave to zero (Loshchilov and Hutter, "SGDR", ICLR 2017, without restarts). With a long warm-up this is the one-cycle policy. */
    COSINE {
        @Override
        double decay(double progress) {
            return (1 + Math.cos(Math.PI * progress)) / 2;
        }
    };

    /** The name in files and on the command line. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * What the recipe's learning rate is multiplied by.
     *
     * @param step steps done, from 0
     * @param steps steps of the whole run
     * @param warmUp the part of all steps, 0 to 1, over which the factor rises in a straight line to 1
     * @return above 0 and at most 1: no step is wasted, neither the first nor the last
     */
    public double factor(long step, long steps, double warmUp) {
        double warmUpSteps = warmUp * steps;
        if (step < warmUpSteps) {
            return Math.min(1, (step + 1) / warmUpSteps);
        }
        return decay((step - warmUpSteps) / (steps - warmUpSteps));
    }

    /**
     * The factor behind the warm-up.
     *
     * @param progress from 0 at its end to below 1 at the last step
     */
    abstract double decay(double progress);
}
