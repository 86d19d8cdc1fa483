package org.cam4j.training.optimizer;

import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/** Optimizers. */
public enum Optimizer {
    /** Stochastic gradient descent with Nesterov momentum; weight decay is added to the gradient. */
    NESTEROV {
        @Override
        public IUpdater updater(double learningRate, Constants constants) {
            return new Nesterovs(learningRate, constants.momentum());
        }
    },
    /** Adam (Kingma and Ba, ICLR 2015); weight decay is added to the gradient. */
    ADAM {
        @Override
        public IUpdater updater(double learningRate, Constants constants) {
            return adam(learningRate, constants);
        }
    },
    /** Adam with decoupled weight decay, scaled by the learning rate (Loshchilov and Hutter, ICLR 2019). */
    ADAMW {
        @Override
        public IUpdater updater(double learningRate, Constants constants) {
            return adam(learningRate, constants);
        }

        @Override
        Regularization penalty(double weightDecay) {
            return new WeightDecay(weightDecay, true);
        }
    },
    /** Stochastic gradient descent without momentum; weight decay is added to the gradient. */
    SGD {
        @Override
        public IUpdater updater(double learningRate, Constants constants) {
            return new Sgd(learningRate);
        }
    };

    /**
     * What an optimizer has besides its learning rate; each uses its own.
     *
     * @param momentum of {@link #NESTEROV}
     * @param beta1 decay of the mean gradient of {@link #ADAM} and {@link #ADAMW}
     * @param beta2 decay of their mean squared gradient
     * @param epsilon added to their denominator
     */
    public record Constants(double momentum, double beta1, double beta2, double epsilon) {
        /** The papers'. */
        public static final Constants STANDARD = new Constants(0.9, 0.9, 0.999, 1e-8);
    }

    /** The name in files and on the command line. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The optimizer of Deeplearning4j. */
    public abstract IUpdater updater(double learningRate, Constants constants);

    private static IUpdater adam(double learningRate, Constants constants) {
        return new Adam(learningRate, constants.beta1(), constants.beta2(), constants.epsilon());
    }

    Regularization penalty(double weightDecay) {
        return new L2Regularization(weightDecay);
    }

    /** Weight decay of a layer's weights; biases and batch norm have none. */
    public final List<Regularization> regularization(double weightDecay) {
        return weightDecay == 0 ? List.of() : List.of(penalty(weightDecay));
    }
}
