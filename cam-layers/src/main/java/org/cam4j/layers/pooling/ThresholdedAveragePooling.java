package org.cam4j.layers.pooling;

import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Thresholded average pooling, {@code [N, C, H, W] -> [N, C]}: the mean of every feature map over the positions that exceed a share of its maximum.
 *
 * <pre>
 * F[k] = sum_xy m[x,y] f[k,x,y] / sum_xy m[x,y],   m[x,y] = 1 where f[k,x,y] > t * max_xy f[k,x,y], else 0
 * </pre>
 *
 * <p>Bae et al., "Rethinking Class Activation Mapping for Weakly Supervised Object Localization", ECCV 2020. t: {@code threshold}. The mask m is a
 * constant in the backward pass. A map without a positive value has no such position and gives 0.
 */
public final class ThresholdedAveragePooling extends MapPooling {
    private final double threshold;

    /** With the paper's threshold, 0.1. */
    public ThresholdedAveragePooling() {
        this(0.1);
    }

    /**
     * With a given threshold.
     *
     * @param threshold t, the share of the maximum, at least 0 and below 1
     */
    @JsonCreator
    public ThresholdedAveragePooling(@JsonProperty("threshold") double threshold) {
        if (!(threshold >= 0 && threshold < 1)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "ThresholdedAveragePooling: found threshold %s, expected at least 0 and below 1.",
                    threshold));
        }
        this.threshold = threshold;
    }

    /** The threshold t, a share of the maximum. */
    @JsonProperty("threshold")
    public double threshold() {
        return threshold;
    }

    @Override
    INDArray pool(INDArray maps) {
        INDArray mask = Transforms.step(maps.subColumnVector(limits(maps)), false);
        INDArray positions = count(mask);
        return mask.muli(maps).sum(1).divi(positions);
    }

    @Override
    void backward(INDArray maps, INDArray outputGradient, INDArray gradient) {
        Transforms.step(gradient.assign(maps).subiColumnVector(limits(maps)), false);
        gradient.muliColumnVector(outputGradient.div(count(gradient).reshape(outputGradient.shape())));
    }

    private INDArray limits(INDArray maps) {
        return maps.max(1).muli(threshold);
    }

    /** The number of remaining positions of each row, at least 1 to avoid a division by zero. */
    private static INDArray count(INDArray mask) {
        return Transforms.max(mask.sum(1), 1, false);
    }

    @Override
    protected List<Object> settings() {
        return List.of(threshold);
    }

    @Override
    public ThresholdedAveragePooling clone() {
        return new ThresholdedAveragePooling(threshold);
    }
}
