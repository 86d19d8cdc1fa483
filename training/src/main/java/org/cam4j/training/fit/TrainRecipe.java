package org.cam4j.training.fit;

import java.io.Serializable;
import java.util.Locale;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.optimizer.Optimizer;
import org.cam4j.training.optimizer.Schedule;
import org.cam4j.training.run.RunIdentity;
import org.cam4j.training.wsol.WsolConfig;

/**
 * Every choice of a training run besides network and data. Two runs of one recipe on the same network, data and number of threads end with the same parameters. Start
 * from {@link #fromScratch} or {@link #fineTuning} and change single values:
 *
 * <pre>{@code
 * TrainRecipe.fineTuning().epochs(20).learningRate(0.005)
 * }</pre>
 *
 * @param epochs passes over the training split; the schedule is stretched over them
 * @param batchSize images per step; an incomplete last batch of an epoch is left out
 * @param optimizer how a gradient becomes a step
 * @param learningRate the highest of the run, for the head
 * @param schedule how the learning rate falls
 * @param warmUp the part of all steps, 0 to below 1, over which the learning rate rises from near zero
 * @param weightDecay of weights; 0 for none
 * @param backboneLearningRateFactor multiplies the learning rate in layers with pretrained weights; 1 trains all layers alike, 0 trains the head only
 * @param flip whether every second image, at random, is mirrored
 * @param cropPadding pixels around the image within which the crop moves; 0 for none
 * @param labelSmoothing the part of a label that is spread over all classes (Szegedy et al., CVPR 2016), over yes and no of each of several labels; 0 for none; a regression
 *     has none
 * @param seed determines order, augmentation and dropout
 * @param wsol a weakly supervised localization method that changes training; {@link WsolConfig#NONE} for plain training
 */
public record TrainRecipe(
        int epochs,
        int batchSize,
        Optimizer optimizer,
        double learningRate,
        Schedule schedule,
        double warmUp,
        double weightDecay,
        double backboneLearningRateFactor,
        boolean flip,
        int cropPadding,
        double labelSmoothing,
        long seed,
        WsolConfig wsol)
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
        require(
                backboneLearningRateFactor >= 0 && backboneLearningRateFactor <= 1,
                "learning-rate factor of the backbone",
                backboneLearningRateFactor,
                "0 to 1");
        require(cropPadding >= 0 && cropPadding < 1000, "crop padding", cropPadding, "0 to below 1000 pixels");
        require(labelSmoothing >= 0 && labelSmoothing < 1, "label smoothing", labelSmoothing, "0 to below 1");
    }

    /** Training from random numbers: the same learning rate for all layers, high. */
    public static TrainRecipe fromScratch() {
        return new TrainRecipe(
                12, 32, Optimizer.ADAMW, 0.002, Schedule.COSINE, 0.1, 0.02, 1, true, 6, 0.1, 1, WsolConfig.NONE);
    }

    /** A new head on published weights: the backbone learns at a tenth of the head's rate. */
    public static TrainRecipe fineTuning() {
        return new TrainRecipe(
                10, 32, Optimizer.NESTEROV, 0.01, Schedule.COSINE, 0.05, 5e-4, 0.1, true, 16, 0.1, 1, WsolConfig.NONE);
    }

    /** The recipe for a network: {@link #fineTuning} where parameters of a file are trained on, else {@link #fromScratch}. */
    public static TrainRecipe of(NetworkSpec network) {
        return network.isPretrained() ? fineTuning() : fromScratch();
    }

    /** With another number of epochs; the schedule is stretched over them. */
    public TrainRecipe epochs(int value) {
        Draft draft = new Draft(this);
        draft.epochs = value;
        return draft.build();
    }

    /** With another batch size. */
    public TrainRecipe batchSize(int value) {
        Draft draft = new Draft(this);
        draft.batchSize = value;
        return draft.build();
    }

    /** With another optimizer. */
    public TrainRecipe optimizer(Optimizer value) {
        Draft draft = new Draft(this);
        draft.optimizer = value;
        return draft.build();
    }

    /** With another highest learning rate. */
    public TrainRecipe learningRate(double value) {
        Draft draft = new Draft(this);
        draft.learningRate = value;
        return draft.build();
    }

    /** With another schedule of the learning rate. */
    public TrainRecipe schedule(Schedule value) {
        Draft draft = new Draft(this);
        draft.schedule = value;
        return draft.build();
    }

    /** With another part of all steps, 0 to below 1, over which the learning rate rises. */
    public TrainRecipe warmUp(double value) {
        Draft draft = new Draft(this);
        draft.warmUp = value;
        return draft.build();
    }

    /** With another weight decay; 0 for none. */
    public TrainRecipe weightDecay(double value) {
        Draft draft = new Draft(this);
        draft.weightDecay = value;
        return draft.build();
    }

    /** With another factor, 0 to 1, for the learning rate of layers with pretrained weights. */
    public TrainRecipe backboneLearningRateFactor(double value) {
        Draft draft = new Draft(this);
        draft.backboneLearningRateFactor = value;
        return draft.build();
    }

    /** With or without random mirroring. */
    public TrainRecipe flip(boolean value) {
        Draft draft = new Draft(this);
        draft.flip = value;
        return draft.build();
    }

    /** With another number of pixels around the image within which the crop moves. */
    public TrainRecipe cropPadding(int value) {
        Draft draft = new Draft(this);
        draft.cropPadding = value;
        return draft.build();
    }

    /** With another part of a label that is spread over all classes. */
    public TrainRecipe labelSmoothing(double value) {
        Draft draft = new Draft(this);
        draft.labelSmoothing = value;
        return draft.build();
    }

    /** With another seed. */
    public TrainRecipe seed(long value) {
        Draft draft = new Draft(this);
        draft.seed = value;
        return draft.build();
    }

    /** With a weakly supervised localization method, which changes training. */
    public TrainRecipe wsol(WsolConfig value) {
        Draft draft = new Draft(this);
        draft.wsol = value;
        return draft.build();
    }

    /** The network that is trained: with the layers that the WSOL method adds, if it adds any. */
    CamModel network(CamModel plain) {
        return wsol.network(plain, seed);
    }

    /** Every choice of this recipe; a WSOL method only where there is one. The names are part of the file format. */
    public RunIdentity identity() {
        return RunIdentity.of("epochs", epochs)
                .with("batchSize", batchSize)
                .with("optimiser", optimizer.name())
                .with("learningRate", learningRate)
                .with("schedule", schedule.name())
                .with("warmUp", warmUp)
                .with("weightDecay", weightDecay)
                .with("trunkFactor", backboneLearningRateFactor)
                .with("flip", flip)
                .with("cropPadding", cropPadding)
                .with("labelSmoothing", labelSmoothing)
                .with("seed", seed)
                .withUnless("", "rival", wsol.toString());
    }

    private static void require(boolean holds, String name, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "Recipe: %s is %s, expected %s.", name, value, expected));
        }
    }

    /** The values of a recipe while one is changed. */
    private static final class Draft {
        private int epochs;
        private int batchSize;
        private Optimizer optimizer;
        private double learningRate;
        private Schedule schedule;
        private double warmUp;
        private double weightDecay;
        private double backboneLearningRateFactor;
        private boolean flip;
        private int cropPadding;
        private double labelSmoothing;
        private long seed;
        private WsolConfig wsol;

        Draft(TrainRecipe recipe) {
            epochs = recipe.epochs;
            batchSize = recipe.batchSize;
            optimizer = recipe.optimizer;
            learningRate = recipe.learningRate;
            schedule = recipe.schedule;
            warmUp = recipe.warmUp;
            weightDecay = recipe.weightDecay;
            backboneLearningRateFactor = recipe.backboneLearningRateFactor;
            flip = recipe.flip;
            cropPadding = recipe.cropPadding;
            labelSmoothing = recipe.labelSmoothing;
            seed = recipe.seed;
            wsol = recipe.wsol;
        }

        TrainRecipe build() {
            return new TrainRecipe(
                    epochs,
                    batchSize,
                    optimizer,
                    learningRate,
                    schedule,
                    warmUp,
                    weightDecay,
                    backboneLearningRateFactor,
                    flip,
                    cropPadding,
                    labelSmoothing,
                    seed,
                    wsol);
        }
    }
}
