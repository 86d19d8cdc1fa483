package org.cam4j.training.optimizer;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;

/** The update that an optimizer computes from a gradient, element-wise; the formulas are those of ND4J. */
interface FlatRule {
    /** One step of it, the same for every value. */
    interface Pass {
        /**
         * Overwrites the gradient by the step and the states by the next ones.
         *
         * @param first unused by optimizers without state
         * @param second unused by optimizers of one state
         */
        void run(float[] gradient, float[] first, float[] second, int count);
    }

    /** Arrays as long as the parameters that are kept from step to step: 0 to 2. */
    int states();

    /** The pass of an iteration, both counted from 0. */
    Pass at(int iteration, int epoch);

    /** Null for an optimizer that is not here. */
    static @Nullable FlatRule of(IUpdater updater) {
        if (updater instanceof Nesterovs nesterov) {
            return new Momentum(nesterov);
        }
        if (updater instanceof Sgd plain) {
            return new Plain(plain);
        }
        return updater.getClass() == Adam.class ? new Moments((Adam) updater) : null;
    }

    /**
     * SGD, step {@code rate * g}.
     *
     * @param updater whose rate may change from step to step
     */
    record Plain(Sgd updater) implements FlatRule {
        @Override
        public int states() {
            return 0;
        }

        @Override
        public Pass at(int iteration, int epoch) {
            float rate = (float) updater.getLearningRate(iteration, epoch);
            return (gradient, none, unused, count) -> {
                for (int i = 0; i < count; i++) {
                    gradient[i] *= rate;
                }
            };
        }
    }

    /**
     * SGD with Nesterov momentum, {@code v' = mu * v - rate * g}, step {@code (1 + mu) * -v' + mu * v}.
     *
     * @param updater whose rates may change from step to step
     */
    record Momentum(Nesterovs updater) implements FlatRule {
        @Override
        public int states() {
            return 1;
        }

        @Override
        public Pass at(int iteration, int epoch) {
            float rate = (float) updater.getLearningRate(iteration, epoch);
            float momentum = (float) updater.currentMomentum(iteration, epoch);
            return (gradient, velocity, unused, count) -> {
                for (int i = 0; i < count; i++) {
                    float kept = momentum * velocity[i];
                    float next = kept - rate * gradient[i];
                    velocity[i] = next;
                    gradient[i] = kept + (-momentum - 1) * next;
                }
            };
        }
    }

    /**
     * Adam, {@code m' = b1 * m + (1 - b1) * g}, {@code u' = b2 * u + (1 - b2) * g^2}, step {@code rate * sqrt(1 - b2^t) / (1 - b1^t) * m' / (sqrt(u') + epsilon)}.
     *
     * @param updater whose rates may change from step to step
     */
    record Moments(Adam updater) implements FlatRule {
        @Override
        public int states() {
            return 2;
        }

        @Override
        public Pass at(int iteration, int epoch) {
            float beta1 = (float) updater.getBeta1();
            float beta2 = (float) updater.getBeta2();
            float epsilon = (float) updater.getEpsilon();
            float rate = (float) updater.getLearningRate(iteration, epoch);
            float corrected = (float)
                    (rate * Math.sqrt(1 - Math.pow(beta2, iteration + 1)) / (1 - Math.pow(beta1, iteration + 1)));
            float factor = Float.isFinite(corrected) && corrected != 0 ? corrected : epsilon; // as ND4J has it
            return (gradient, mean, square, count) -> {
                for (int i = 0; i < count; i++) {
                    float value = gradient[i];
                    mean[i] = beta1 * mean[i] + value * (1 - beta1);
                    square[i] = beta2 * square[i] + value * value * (1 - beta2);
                    gradient[i] = mean[i] * factor / ((float) Math.sqrt(square[i]) + epsilon);
                }
            };
        }
    }
}
