package org.cam4j.training.recipe;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How much each class counts in the loss: the same, in inverse proportion to its number of training images, or by given weights. Written {@code none}, {@code balanced} or as numbers
 * separated by commas.
 *
 * @param balanced whether the weights come from the numbers of images
 * @param weights one for each class, in their order; empty for none, and for balanced ones
 */
public record ClassWeighting(boolean balanced, List<Double> weights) implements Serializable {
    /** All classes count the same. */
    public static final ClassWeighting NONE = new ClassWeighting(false, List.of());

    /** In inverse proportion to the number of training images. */
    public static final ClassWeighting BALANCED = new ClassWeighting(true, List.of());

    public ClassWeighting {
        weights = List.copyOf(weights);
    }

    /** By given weights, one for each class in their order. */
    public static ClassWeighting of(double... weights) {
        return new ClassWeighting(false, Arrays.stream(weights).boxed().toList());
    }

    /** Reads what {@link #toString} writes. */
    static ClassWeighting parse(String text) {
        return switch (text) {
            case "none" -> NONE;
            case "balanced" -> BALANCED;
            default ->
                new ClassWeighting(
                        false,
                        Arrays.stream(text.split(",", -1)).map(Double::valueOf).toList());
        };
    }

    /** Whether all classes count the same. */
    public boolean isNone() {
        return equals(NONE);
    }

    boolean isAllowed() {
        return weights.stream().allMatch(weight -> weight > 0 && Double.isFinite(weight));
    }

    @Override
    public String toString() {
        if (weights.isEmpty()) {
            return balanced ? "balanced" : "none";
        }
        return weights.stream().map(RecipeKey.Values.NUMBER.text()).collect(Collectors.joining(","));
    }
}
