package org.cam4j.training.recipe;

import java.io.Serializable;
import java.util.TreeMap;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.optimizer.GradientClipping;
import org.cam4j.training.optimizer.Optimizer;
import org.cam4j.training.optimizer.Schedule;
import org.cam4j.training.run.RunIdentity;
import org.cam4j.training.wsol.WsolConfig;

/**
 * Every choice of a training run besides network and data. Two runs of one recipe on the same network, data and number of threads end with the same parameters. Start
 * from {@link #fromScratch}, {@link #fineTuning} or another one of {@link Recipes} and change single values:
 *
 * <pre>{@code
 * TrainRecipe.fineTuning().epochs(20).learningRate(0.005).with(RecipeKeys.CLIP_NORM, 1.0)
 * }</pre>
 *
 * <p>{@link RecipeKeys} explains every value; {@link RecipeFile} reads and writes recipes as YAML. Immutable.
 */
public final class TrainRecipe implements Serializable {
    private static final TrainRecipe STANDARD = new TrainRecipe(new TreeMap<>());

    /** Values that differ from the key's default, by the key's id. */
    private final TreeMap<String, Object> values;

    private TrainRecipe(TreeMap<String, Object> values) {
        this.values = values;
    }

    /** Training from random numbers: the same learning rate for all layers, high. */
    public static TrainRecipe fromScratch() {
        return STANDARD;
    }

    /** A new head on published weights: the backbone learns at a tenth of the head's rate. */
    public static TrainRecipe fineTuning() {
        return STANDARD.epochs(10)
                .optimizer(Optimizer.NESTEROV)
                .learningRate(0.01)
                .warmUp(0.05)
                .weightDecay(5e-4)
                .backboneLearningRateFactor(0.1)
                .cropPadding(16);
    }

    /** The recipe for a network: {@link #fineTuning} where parameters of a file are trained on, else {@link #fromScratch}. */
    public static TrainRecipe of(NetworkSpec network) {
        return network.isPretrained() ? fineTuning() : fromScratch();
    }

    /** The value of a key. */
    @SuppressWarnings("unchecked") // with() puts values of the key's type alone
    public <T> T get(RecipeKey<T> key) {
        return (T) values.getOrDefault(key.id(), key.standard());
    }

    /**
     * With another value.
     *
     * @throws IllegalArgumentException in one line, if the value is not allowed
     */
    public <T> TrainRecipe with(RecipeKey<T> key, T value) {
        TreeMap<String, Object> changed = new TreeMap<>(values);
        if (key.checked(value).equals(key.standard())) {
            changed.remove(key.id());
        } else {
            changed.put(key.id(), value);
        }
        return new TrainRecipe(changed);
    }

    /** With a value given as text. */
    public <T> TrainRecipe with(RecipeKey<T> key, String text) {
        return with(key, key.read(text));
    }

    /** The value of a key as text. */
    public <T> String text(RecipeKey<T> key) {
        return key.text(get(key));
    }

    /** Passes over the training split; the schedule is stretched over them. */
    public int epochs() {
        return get(RecipeKeys.EPOCHS);
    }

    /** With another number of epochs; the schedule is stretched over them. */
    public TrainRecipe epochs(int value) {
        return with(RecipeKeys.EPOCHS, value);
    }

    /** Images per step; an incomplete last batch of an epoch is left out. */
    public int batchSize() {
        return get(RecipeKeys.BATCH_SIZE);
    }

    /** With another batch size. */
    public TrainRecipe batchSize(int value) {
        return with(RecipeKeys.BATCH_SIZE, value);
    }

    /** How a gradient becomes a step. */
    public Optimizer optimizer() {
        return get(RecipeKeys.OPTIMIZER);
    }

    /** With another optimizer. */
    public TrainRecipe optimizer(Optimizer value) {
        return with(RecipeKeys.OPTIMIZER, value);
    }

    /** What the optimizer has besides its learning rate. */
    public Optimizer.Constants optimizerConstants() {
        return new Optimizer.Constants(
                get(RecipeKeys.MOMENTUM), get(RecipeKeys.BETA1), get(RecipeKeys.BETA2), get(RecipeKeys.EPSILON));
    }

    /** How gradients are clipped. */
    public GradientClipping gradientClipping() {
        return new GradientClipping(get(RecipeKeys.CLIP_NORM), get(RecipeKeys.CLIP_VALUE));
    }

    /** The highest learning rate of the run, for the head. */
    public double learningRate() {
        return get(RecipeKeys.LEARNING_RATE);
    }

    /** With another highest learning rate. */
    public TrainRecipe learningRate(double value) {
        return with(RecipeKeys.LEARNING_RATE, value);
    }

    /** How the learning rate falls. */
    public Schedule schedule() {
        return get(RecipeKeys.SCHEDULE);
    }

    /** With another schedule of the learning rate. */
    public TrainRecipe schedule(Schedule value) {
        return with(RecipeKeys.SCHEDULE, value);
    }

    /** The part of all steps, 0 to below 1, over which the learning rate rises. */
    public double warmUp() {
        return get(RecipeKeys.WARM_UP);
    }

    /** With another part of all steps, 0 to below 1, over which the learning rate rises. */
    public TrainRecipe warmUp(double value) {
        return with(RecipeKeys.WARM_UP, value);
    }

    /** Weight decay of weights; 0 for none. */
    public double weightDecay() {
        return get(RecipeKeys.WEIGHT_DECAY);
    }

    /** With another weight decay; 0 for none. */
    public TrainRecipe weightDecay(double value) {
        return with(RecipeKeys.WEIGHT_DECAY, value);
    }

    /** Multiplies the learning rate in layers with pretrained weights; 1 trains all layers alike, 0 trains the head only. */
    public double backboneLearningRateFactor() {
        return get(RecipeKeys.BACKBONE_FACTOR);
    }

    /** With another factor, 0 to 1, for the learning rate of layers with pretrained weights. */
    public TrainRecipe backboneLearningRateFactor(double value) {
        return with(RecipeKeys.BACKBONE_FACTOR, value);
    }

    /** Whether every second image, at random, is mirrored. */
    public boolean flip() {
        return get(ImageKeys.FLIP);
    }

    /** With or without random mirroring. */
    public TrainRecipe flip(boolean value) {
        return with(ImageKeys.FLIP, value);
    }

    /** Pixels around the image within which the crop moves; 0 for none. */
    public int cropPadding() {
        return get(ImageKeys.CROP_PADDING);
    }

    /** With another number of pixels around the image within which the crop moves. */
    public TrainRecipe cropPadding(int value) {
        return with(ImageKeys.CROP_PADDING, value);
    }

    /**
     * The part of a label that is spread over all classes (Szegedy et al., CVPR 2016), over yes and no of each of several labels; 0 for none; a regression has none.
     */
    public double labelSmoothing() {
        return get(RecipeKeys.LABEL_SMOOTHING);
    }

    /** With another part of a label that is spread over all classes. */
    public TrainRecipe labelSmoothing(double value) {
        return with(RecipeKeys.LABEL_SMOOTHING, value);
    }

    /** Determines order, augmentation and dropout. */
    public long seed() {
        return get(RecipeKeys.SEED);
    }

    /** With another seed. */
    public TrainRecipe seed(long value) {
        return with(RecipeKeys.SEED, value);
    }

    /** A weakly supervised localization method that changes training; {@link WsolConfig#NONE} for plain training. */
    public WsolConfig wsol() {
        return get(RecipeKeys.WSOL);
    }

    /** With a weakly supervised localization method, which changes training. */
    public TrainRecipe wsol(WsolConfig value) {
        return with(RecipeKeys.WSOL, value);
    }

    /** Every choice of this recipe. The names are part of the file format; choices that were added later are there where they differ from their defaults. */
    public RunIdentity identity() {
        RunIdentity identity = RunIdentity.empty();
        for (RecipeKey<?> key : RecipeKeys.inIdentity()) {
            identity = add(identity, key);
        }
        return identity;
    }

    private <T> RunIdentity add(RunIdentity identity, RecipeKey<T> key) {
        return key.addTo(identity, get(key));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TrainRecipe recipe && values.equals(recipe.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** The values that differ from the defaults, such as {@code {batch-size=16, epochs=3}}. */
    @Override
    public String toString() {
        return values.toString();
    }
}
