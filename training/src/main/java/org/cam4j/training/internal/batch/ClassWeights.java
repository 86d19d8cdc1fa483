package org.cam4j.training.internal.batch;

import java.util.Arrays;
import org.cam4j.training.graph.OutputKind;

/**
 * Weights of the classes in the loss. Of one class per image: the loss of an image times the weight of its label. Of labels by themselves: the loss of a label times its weight in
 * the images that show it, and once in the others.
 */
public final class ClassWeights {
    /** All count 1. */
    public static final ClassWeights NONE = new ClassWeights(OutputKind.SOFTMAX, new double[0]);

    private static final float HALF = 0.5f;

    private final OutputKind kind;
    private final double[] weights;

    private ClassWeights(OutputKind kind, double[] weights) {
        this.kind = kind;
        this.weights = weights;
    }

    /** With one weight for each class. */
    public static ClassWeights of(OutputKind kind, double[] weights) {
        return new ClassWeights(kind, weights.clone());
    }

    /**
     * Weights that make up for different numbers of images. Of one class per image {@code n / (K n_k)}, K the classes with images; then all classes count alike, and the mean weight
     * of an image is 1. Of labels by themselves {@code (n - n_k) / n_k}; then a label's images with and without it count alike. 1 for a class without images.
     *
     * @param images n
     * @param ofClasses n_k, how many show each class
     */
    public static ClassWeights balanced(OutputKind kind, int images, int[] ofClasses) {
        double present = Arrays.stream(ofClasses).filter(count -> count > 0).count();
        return of(
                kind,
                Arrays.stream(ofClasses)
                        .mapToDouble(count -> weight(kind, images, count, present))
                        .toArray());
    }

    private static double weight(OutputKind kind, double images, int count, double present) {
        if (count == 0 || (kind == OutputKind.MULTI_LABEL && count == images)) {
            return 1;
        }
        return kind == OutputKind.MULTI_LABEL ? (images - count) / count : images / (present * count);
    }

    /** The weight of a class; 1 where there are none. */
    public double of(int label) {
        return weights.length == 0 ? 1 : weights[label];
    }

    /**
     * The targets with the weights that they count with.
     *
     * @param targets {@code [N][K]}, of the labels, smoothed or not
     */
    public WeightedTargets weigh(float[][] targets) {
        if (weights.length == 0) {
            return new WeightedTargets(targets, null);
        }
        float[][] counts = new float[targets.length][weights.length];
        for (int i = 0; i < targets.length; i++) {
            if (kind == OutputKind.MULTI_LABEL) {
                for (int k = 0; k < weights.length; k++) {
                    counts[i][k] = targets[i][k] > HALF ? (float) weights[k] : 1;
                }
            } else {
                Arrays.fill(counts[i], (float) weights[highest(targets[i])]);
            }
        }
        return new WeightedTargets(targets, counts);
    }

    private static int highest(float[] values) {
        int highest = 0;
        for (int k = 1; k < values.length; k++) {
            highest = values[k] > values[highest] ? k : highest;
        }
        return highest;
    }
}
