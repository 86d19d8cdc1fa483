package org.cam4j.experiments.reproduce;

import java.util.Optional;
import org.cam4j.training.fit.TrainRecipe;

/** Which network a run is about. Its {@code toString} names every choice and is part of the run's identity. */
public sealed interface NetworkChoice {
    /** Whether another seed gives another network. */
    boolean varies();

    /** No network: the measurement makes its own, or needs none. */
    record None() implements NetworkChoice {
        @Override
        public boolean varies() {
            return false;
        }
    }

    /**
     * A backbone with its published classifier.
     *
     * @param weights file name in the folder {@code weights} of the data
     * @param size rows and columns of the input; 0 for the weights' own
     */
    record Published(String backbone, String weights, int size) implements NetworkChoice {
        /** At the weights' own size. */
        public Published(String backbone, String weights) {
            this(backbone, weights, 0);
        }

        @Override
        public boolean varies() {
            return false;
        }
    }

    /**
     * A network as its own file describes it, such as a Keras .h5.
     *
     * @param weights file name in the folder {@code weights} of the data
     */
    record Stored(String weights) implements NetworkChoice {
        @Override
        public boolean varies() {
            return false;
        }
    }

    /**
     * A network trained here; the epoch that is best on the validation split counts.
     *
     * @param size rows and columns of the input; 0 for the backbone's own
     * @param weights what training starts from, a file name in the folder {@code weights} of the data; random numbers without
     * @param recipe its seed is replaced by the run's
     */
    record Trained(String backbone, String head, int size, Optional<String> weights, TrainRecipe recipe)
            implements NetworkChoice {
        /** From random numbers. */
        public Trained(String backbone, String head, int size, TrainRecipe recipe) {
            this(backbone, head, size, Optional.empty(), recipe);
        }

        @Override
        public boolean varies() {
            return true;
        }
    }

    /**
     * A network trained here with the learning rate and the rival's settings that a random search on the validation split found best.
     *
     * @param network its recipe has the rival, and is the first trial's
     * @param trials of the search, as many for every method
     * @param trialEpochs of a trial
     * @param images of the validation split that a trial is measured on; 0 for all
     */
    record Tuned(Trained network, int trials, int trialEpochs, int images) implements NetworkChoice {
        @Override
        public boolean varies() {
            return true;
        }
    }

    /** The weights file that is needed, where there is one. */
    default Optional<String> weightsFile() {
        if (this instanceof Published published) {
            return Optional.of(published.weights());
        }
        if (this instanceof Stored stored) {
            return Optional.of(stored.weights());
        }
        if (this instanceof Tuned tuned) {
            return tuned.network().weights();
        }
        return this instanceof Trained trained ? trained.weights() : Optional.empty();
    }
}
