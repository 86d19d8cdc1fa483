package org.cam4j.training.recipe;

import java.util.List;
import org.cam4j.training.recipe.RecipeKey.Values;

/** The settings of a {@link TrainRecipe} that change the images and labels of a training step. {@link RecipeKeys} lists them with all others. */
public final class ImageKeys {
    private static final String ALPHA = "0 (off), or from 0.01 to 4";

    /** {@link TrainRecipe#flip}. */
    public static final RecipeKey<Boolean> FLIP = RecipeKey.first(
            "flip",
            "flip",
            Values.FLAG,
            true,
            "true or false",
            value -> true,
            "Mirror every second image, at random, left to right.");

    /** {@link TrainRecipe#cropPadding}. */
    public static final RecipeKey<Integer> CROP_PADDING = RecipeKey.first(
            "crop-padding",
            "cropPadding",
            Values.INTEGER,
            6,
            "0 to below 1000 pixels",
            value -> value >= 0 && value < 1000,
            "Pixels of the mean color around the image within which the crop moves; 0 for none.");

    /** Smallest part of the image's area that a random resized crop takes. */
    public static final RecipeKey<Double> CROP_SCALE = RecipeKey.later(
            "crop-scale",
            Values.NUMBER,
            1.0,
            "above 0 and at most 1 (off)",
            value -> value > 0 && value <= 1,
            "Smallest part of the image's area that a random crop takes before resizing; 1 takes the whole image.");

    /** Strength of random brightness, contrast and saturation. */
    public static final RecipeKey<Double> COLOR_JITTER = RecipeKey.later(
            "color-jitter",
            Values.NUMBER,
            0.0,
            "0 (off) to 1",
            value -> value >= 0 && value <= 1,
            "Brightness, contrast and saturation are multiplied by random factors of 1 plus or minus this.");

    /** Largest angle of a random rotation. */
    public static final RecipeKey<Double> ROTATION = RecipeKey.later(
            "rotation",
            Values.NUMBER,
            0.0,
            "0 (off) to 180 degrees",
            value -> value >= 0 && value <= 180,
            "Largest angle in degrees by which images are rotated at random, either way.");

    /** Alpha of mixup. */
    public static final RecipeKey<Double> MIXUP = RecipeKey.later(
            "mixup",
            Values.NUMBER,
            0.0,
            ALPHA,
            ImageKeys::isAlpha,
            "Alpha of mixup, which blends the images of a batch and their labels; 0 for none.");

    /** Alpha of CutMix. */
    public static final RecipeKey<Double> CUTMIX = RecipeKey.later(
            "cutmix",
            Values.NUMBER,
            0.0,
            ALPHA,
            ImageKeys::isAlpha,
            "Alpha of CutMix, which pastes boxes of other images of the batch and mixes the labels by area; 0 for none.");

    /** The input sizes of training. */
    public static final RecipeKey<List<Integer>> INPUT_SIZES = RecipeKey.later(
            "input-sizes",
            Values.INTEGERS,
            List.of(),
            "a list of sizes from 8 to 4096 pixels, or an empty one",
            value -> value.stream().allMatch(size -> size >= 8 && size <= 4096),
            "Rows of the network's input, of which each training batch has one at random; empty for the network's own size.");

    /** Which images an epoch shows. */
    public static final RecipeKey<Sampling> SAMPLING = RecipeKey.choice(
            "sampling",
            Sampling.SHUFFLED,
            "Images of an epoch: all once in random order, or every class equally often, as many images in all.");

    /** How much each class counts in the loss. */
    public static final RecipeKey<ClassWeighting> CLASS_WEIGHTS = RecipeKey.later(
            "class-weights",
            new Values<>(ClassWeighting::parse, ClassWeighting::toString, ClassWeighting::toString),
            ClassWeighting.NONE,
            "none, balanced, or a list of positive numbers, one for each class",
            ClassWeighting::isAllowed,
            "Weights of the classes in the training loss; 'balanced' takes them from the numbers of training images.");

    private ImageKeys() {}

    /** Below 0.01 lambda is 0 or 1; above 4 it is near one half, and its draws take long. */
    private static boolean isAlpha(double value) {
        return value == 0 || (value >= 0.01 && value <= 4);
    }
}
