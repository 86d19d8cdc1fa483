package org.cam4j.training.internal.batch;

import java.util.Optional;
import org.cam4j.training.graph.OutputKind;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a batch's outputs should be, and how much each counts in the loss.
 *
 * @param values for every class, {@code [N][K]}
 * @param weights of the same shape, 0 or more, the same for all classes of an image unless each class is a label by itself; null where everything counts 1
 */
public record WeightedTargets(float[][] values, float @Nullable [][] weights) {
    /**
     * The targets of images that are mixed with one another. The loss of two mixed images is mixed alike: {@code kept} times the weighted loss with the targets of the image, plus
     * the rest times that with the targets of its partner.
     *
     * @param kept part of each image that is its own, 0 to 1
     * @param partners number of the image that the rest comes from, one for each image
     */
    public WeightedTargets mixed(double kept, int[] partners) {
        int classes = values[0].length;
        float[][] mixed = new float[partners.length][classes];
        float[][] sums = new float[partners.length][classes];
        for (int i = 0; i < partners.length; i++) {
            for (int k = 0; k < classes; k++) {
                double own = kept * weight(i, k);
                double other = (1 - kept) * weight(partners[i], k);
                double sum = weights == null ? 1 : own + other;
                sums[i][k] = (float) sum;
                mixed[i][k] = sum == 0 ? 0 : (float) ((own * values[i][k] + other * values[partners[i]][k]) / sum);
            }
        }
        return new WeightedTargets(mixed, weights == null ? null : sums);
    }

    /**
     * With weights that are multiplied by others.
     *
     * @param mask 0 for targets that are not known and 1 for the others, {@code [N][K]}; empty for 1 throughout
     */
    public WeightedTargets times(Optional<float[][]> mask) {
        if (mask.isEmpty()) {
            return this;
        }
        float[][] products = new float[values.length][];
        for (int i = 0; i < products.length; i++) {
            products[i] = mask.get()[i].clone();
            for (int k = 0; k < products[i].length; k++) {
                products[i][k] *= (float) weight(i, k);
            }
        }
        return new WeightedTargets(values, products);
    }

    private double weight(int image, int k) {
        return weights == null ? 1 : weights[image][k];
    }

    /** The label mask of the network's output, {@code [N,1]}, or {@code [N,K]} of labels by themselves; null where everything counts 1. */
    public @Nullable INDArray mask(OutputKind kind) {
        if (weights == null) {
            return null;
        }
        if (kind == OutputKind.MULTI_LABEL) {
            return Nd4j.createFromArray(weights);
        }
        float[][] column = new float[weights.length][];
        for (int i = 0; i < column.length; i++) {
            column[i] = new float[] {weights[i][0]};
        }
        return Nd4j.createFromArray(column);
    }
}
