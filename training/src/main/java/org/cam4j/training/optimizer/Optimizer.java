package org.cam4j.training.optimizer;

import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/** Optimizers. */
public enum Optimizer {
    /** Stochastic gradient descent with Nesterov momentum 0.9; weight decay is added to the gradient. */
    NESTEROV {
        @Override
        public IUpdater updater(double learningRate) {
            return new Nesterovs(learningRate, 0.9);
        }
    },
    /** Adam with its paper's moments; weight decay is added to the gradient. */
    ADAM {
        @Override
        public IUpdater updater(double learningRate) {
            return new Adam(learningRate);
        }
    },
    /** Adam with decoupled weight decay, scaled by the learning rate (Loshchilov and Hutter, ICLR 2019). */
    ADAMW {
        @Override
        public IUpdater updater(double learningRate) {
            return new Adam(learningRate);
        }

        @Override
        Regularization penalty(double weightDecay) {
            return new WeightDecay(weightDecay, true);
        }
    };

    /** The name in files and on the command line. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public abstract IUpdater updater(double learningRate);

    Regularization penalty(double weightDecay) {
        return new L2Regularization(weightDecay);
    }

    /** Weight decay of a layer's weights; biases and batch norm have none. */
    public final List<Regularization> regularization(double weightDecay) {
        return weightDecay == 0 ? List.of() : List.of(penalty(weightDecay));
    }
}
