package org.cam4j.experiments.reproduce.run;

import java.util.Optional;
import org.cam4j.training.recipe.TrainRecipe;
import org.cam4j.training.run.RunIdentity;

/** Which network a run is about. */
public sealed interface NetworkChoice {
    /** Whether another seed gives another network. */
    boolean varies();

    /** Every choice of the network. The names are part of the file format. */
    RunIdentity identity();

    /** The weights file that is needed, where there is one: its name in the folder {@code weights} of the data. */
    default Optional<String> weightsFile() {
        return Optional.empty();
    }

    /** No network: the measurement makes its own, or needs none. */
    record None() implements NetworkChoice {
        @Override
        public boolean varies() {
            return false;
        }

        @Override
        public RunIdentity identity() {
            return RunIdentity.of("kind", "none");
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

        @Override
        public RunIdentity identity() {
            return RunIdentity.of("kind", "published")
                    .with("backbone", backbone)
                    .with("weights", weights)
                    .withUnless(0, "size", size);
        }

        @Override
        public Optional<String> weightsFile() {
            return Optional.of(weights);
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

        @Override
        public RunIdentity identity() {
            return RunIdentity.of("kind", "file").with("weights", weights);
        }

        @Override
        public Optional<String> weightsFile() {
            return Optional.of(weights);
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

        @Override
        public RunIdentity identity() {
            return RunIdentity.of("kind", "trained")
                    .with("backbone", backbone)
                    .with("head", head)
                    .withUnless(0, "size", size)
                    .withOptional("weights", weights)
                    .with("recipe", recipe.identity());
        }

        @Override
        public Optional<String> weightsFile() {
            return weights;
        }
    }

    /**
     * A network trained here with the learning rate and the WSOL method's settings that a random search on the
     * validation split found best.
     *
     * @param network its recipe has the WSOL method, and is the first trial's
     * @param trials of the search, as many for every method
     * @param trialEpochs of a trial
     * @param images of the validation split that a trial is measured on; 0 for all
     */
    record Tuned(Trained network, int trials, int trialEpochs, int images) implements NetworkChoice {
        @Override
        public boolean varies() {
            return true;
        }

        @Override
        public RunIdentity identity() {
            return RunIdentity.of("kind", "tuned")
                    .with("network", network.identity())
                    .with("trials", trials)
                    .with("trialEpochs", trialEpochs)
                    .with("images", images);
        }

        @Override
        public Optional<String> weightsFile() {
            return network.weights();
        }
    }
}
