package org.cam4j.training.optimizer;

import java.util.List;
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
    },
    /** It is multiplied by a factor every so many epochs. */
    STEP {
        @Override
        double decay(double progress) {
            return 1;
        }

        @Override
        public double epochFactor(Decay decay, List<Double> validationLosses) {
            return Math.pow(decay.factor(), validationLosses.size() / decay.stepEpochs());
        }
    },
    /** It is multiplied by a factor when the validation loss has not fallen for so many epochs: with 0.5 the halving of Meng (2019). */
    PLATEAU {
        @Override
        double decay(double progress) {
            return 1;
        }

        @Override
        public double epochFactor(Decay decay, List<Double> validationLosses) {
            double lowest = Double.POSITIVE_INFINITY;
            int waited = 0;
            int decays = 0;
            for (double loss : validationLosses) {
                waited = loss < lowest ? 0 : waited + 1;
                lowest = Math.min(lowest, loss);
                if (waited == decay.patience()) {
                    waited = 0;
                    decays++;
                }
            }
            return Math.pow(decay.factor(), decays);
        }
    };

    /**
     * How the learning rate falls from epoch to epoch.
     *
     * @param factor of {@link #STEP} and {@link #PLATEAU}
     * @param stepEpochs epochs between two falls of {@link #STEP}
     * @param patience epochs without a lower validation loss before a fall of {@link #PLATEAU}
     */
    public record Decay(double factor, int stepEpochs, int patience) {}

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
     * What the learning rate is multiplied by besides {@link #factor}; 1 for schedules that fall from step to step.
     *
     * @param validationLosses of the finished epochs
     */
    public double epochFactor(Decay decay, List<Double> validationLosses) {
        return 1;
    }

    /**
     * The factor behind the warm-up.
     *
     * @param progress from 0 at its end to below 1 at the last step
     */
    abstract double decay(double progress);
}
