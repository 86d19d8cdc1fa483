package org.cam4j.training.fit;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.Serializable;
import java.util.Locale;
import java.util.Optional;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.optimizer.Optimizer;
import org.cam4j.training.optimizer.Schedule;
import org.cam4j.training.run.RunIdentity;
import org.cam4j.training.wsol.WsolConfig;

/**
 * Every choice of a training run besides network and data. Two runs of one recipe on the same network, data and number of threads end with the same parameters.
 *
 * @param epochs passes over the training split
 * @param batchSize images a step; an incomplete last batch of an epoch is left out
 * @param optimizer how a gradient becomes a step
 * @param learningRate the highest of the run, for the head
 * @param schedule how it falls
 * @param warmUp the part of all steps, 0 to below 1, over which it rises from near zero
 * @param weightDecay of weights; 0 for none
 * @param trunkFactor what the learning rate is multiplied by in layers with pretrained weights; 1 trains all alike, 0 trains the head only
 * @param flip whether every second image, at random, is mirrored
 * @param cropPadding pixels around the image within which the crop moves; 0 for none
 * @param labelSmoothing the part of a label that is spread over all classes (Szegedy et al., CVPR 2016); 0 for none
 * @param seed decides order, augmentation and dropout
 * @param rival a method of the papers' tables that changes training, as {@link WsolConfig} writes it; empty for plain training, and then neither printed nor
 *     recorded, so that the identity of plain runs does not know of it
 */
public record TrainRecipe(
        int epochs,
        int batchSize,
        Optimizer optimizer,
        double learningRate,
        Schedule schedule,
        double warmUp,
        double weightDecay,
        double trunkFactor,
        boolean flip,
        int cropPadding,
        double labelSmoothing,
        long seed,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String rival)
        implements Serializable {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException when one is out of range
     */
    public TrainRecipe {
        require(epochs >= 1, "epochs", epochs, "1 or more");
        require(batchSize >= 1, "batch size", batchSize, "1 or more");
        require(learningRate > 0 && learningRate < 100, "learning rate", learningRate, "above 0 and below 100");
        require(warmUp >= 0 && warmUp < 1, "warm-up", warmUp, "0 to below 1, a part of all steps");
        require(weightDecay >= 0 && weightDecay < 1, "weight decay", weightDecay, "0 to below 1");
        require(trunkFactor >= 0 && trunkFactor <= 1, "trunk factor", trunkFactor, "0 to 1");
        require(cropPadding >= 0 && cropPadding < 1000, "crop padding", cropPadding, "0 to below 1000 pixels");
        require(labelSmoothing >= 0 && labelSmoothing < 1, "label smoothing", labelSmoothing, "0 to below 1");
        rival = rival.isEmpty() ? rival : WsolConfig.parse(rival).toString();
    }

    /** Plain training. */
    public TrainRecipe(
            int epochs,
            int batchSize,
            Optimizer optimizer,
            double learningRate,
            Schedule schedule,
            double warmUp,
            double weightDecay,
            double trunkFactor,
            boolean flip,
            int cropPadding,
            double labelSmoothing,
            long seed) {
        this(
                epochs,
                batchSize,
                optimizer,
                learningRate,
                schedule,
                warmUp,
                weightDecay,
                trunkFactor,
                flip,
                cropPadding,
                labelSmoothing,
                seed,
                "");
    }

    /** Training from random numbers: all layers alike, fast. */
    public static final TrainRecipe FROM_SCRATCH =
            new TrainRecipe(12, 32, Optimizer.ADAMW, 0.002, Schedule.COSINE, 0.1, 0.02, 1, true, 6, 0.1, 1);

    /** A new head on published weights: the trunk learns at a tenth of the head's rate. */
    public static final TrainRecipe FINE_TUNING =
            new TrainRecipe(10, 32, Optimizer.NESTEROV, 0.01, Schedule.COSINE, 0.05, 5e-4, 0.1, true, 16, 0.1, 1);

    /** The recipe for a network: {@link #FINE_TUNING} where parameters of a file are trained on, else {@link #FROM_SCRATCH}. */
    public static TrainRecipe of(NetworkSpec network) {
        return network.isPretrained() ? FINE_TUNING : FROM_SCRATCH;
    }

    /** This recipe with another number of epochs; the schedule stretches. */
    public TrainRecipe withEpochs(int newEpochs) {
        return with(newEpochs, batchSize, learningRate, seed, rival);
    }

    /** This recipe with another batch size. */
    public TrainRecipe withBatchSize(int newBatchSize) {
        return with(epochs, newBatchSize, learningRate, seed, rival);
    }

    /** This recipe with another highest learning rate. */
    public TrainRecipe withLearningRate(double newLearningRate) {
        return with(epochs, batchSize, newLearningRate, seed, rival);
    }

    /** This recipe with another seed. */
    public TrainRecipe withSeed(long newSeed) {
        return with(epochs, batchSize, learningRate, newSeed, rival);
    }

    /** This recipe with a method of the papers' tables. */
    public TrainRecipe withRival(WsolConfig choice) {
        return with(epochs, batchSize, learningRate, seed, choice.toString());
    }

    private TrainRecipe with(int newEpochs, int newBatchSize, double newRate, long newSeed, String newRival) {
        return new TrainRecipe(
                newEpochs,
                newBatchSize,
                optimizer,
                newRate,
                schedule,
                warmUp,
                weightDecay,
                trunkFactor,
                flip,
                cropPadding,
                labelSmoothing,
                newSeed,
                newRival);
    }

    /** The method that changes training, if one was chosen. */
    public Optional<WsolConfig> chosenRival() {
        return rival.isEmpty() ? Optional.empty() : Optional.of(WsolConfig.parse(rival));
    }

    /** The network as it will be used: changed by the rival, if one was chosen and the method changes it. */
    public CamModel network(CamModel plain) {
        Optional<WsolConfig> chosen = chosenRival();
        return chosen.isPresent() ? chosen.get().network(plain, seed) : plain;
    }

    /** Every choice of this recipe; a rival only where there is one. The names are part of the file format. */
    public RunIdentity identity() {
        return RunIdentity.of("epochs", epochs)
                .with("batchSize", batchSize)
                .with("optimiser", optimizer.name())
                .with("learningRate", learningRate)
                .with("schedule", schedule.name())
                .with("warmUp", warmUp)
                .with("weightDecay", weightDecay)
                .with("trunkFactor", trunkFactor)
                .with("flip", flip)
                .with("cropPadding", cropPadding)
                .with("labelSmoothing", labelSmoothing)
                .with("seed", seed)
                .withUnless("", "rival", rival);
    }

    private static void require(boolean holds, String name, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "Recipe: %s is %s, expected %s.", name, value, expected));
        }
    }
}
