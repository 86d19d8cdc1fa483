package org.cam4j.layers.pooling;

import java.util.List;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Weighted global average pooling, {@code [N, C, H, W] -> [N, C]}: every feature map, weighted by its own softmax over positions, summed.
 *
 * <pre>
 * S[k,i,j]            = exp(f[k,i,j]/tau) / sum_xy exp(f[k,x,y]/tau)
 * F[k]                = s * sum_ij f[k,i,j] * S[k,i,j]                                           (eq. 1)
 * dF[k]/df[k,i,j]     = s * S[k,i,j] * (1 + (f[k,i,j] - sum_xy f[k,x,y] * S[k,x,y]) / tau)
 * </pre>
 *
 * <p>Zhang et al. 2022, equation 1. tau: {@code temperature}, 1 in the paper; s: {@link Scale}, 1/(W*H) in the paper. The printed softmax lacks the exponential in
 * its denominator, a misprint. Where the features are large, S collapses onto one position, and this is max pooling: see {@link #effectivePositions}.
 */
public final class WeightedGlobalAveragePooling extends MapPooling {
    /** The factor s. */
    public enum Scale {
        /** 1/(W*H), as printed. The weights add up to 1 already, so that features and their gradients shrink by the map's area. */
        ONE_OVER_AREA,
        /** 1: F is the weighted mean. */
        ONE
    }

    private final double temperature;
    private final Scale scale;

    /** As in the paper: temperature 1, scale 1/(W*H). */
    public WeightedGlobalAveragePooling() {
        this(1, Scale.ONE_OVER_AREA);
    }

    /**
     * With a given temperature and scale.
     *
     * @param temperature tau, above 0; the larger, the nearer to the plain mean
     * @param scale the factor s
     */
    @JsonCreator
    public WeightedGlobalAveragePooling(
            @JsonProperty("temperature") double temperature, @JsonProperty("scale") Scale scale) {
        this.temperature = positive("WeightedGlobalAveragePooling", "temperature", temperature);
        this.scale = Objects.requireNonNull(scale, "WeightedGlobalAveragePooling: scale is missing.");
    }

    /** The temperature tau. */
    @JsonProperty("temperature")
    public double temperature() {
        return temperature;
    }

    /** The factor s. */
    @JsonProperty("scale")
    public Scale scale() {
        return scale;
    }

    /**
     * How many positions each map's weights S are spread over: {@code exp(entropy of S)}, 1 (one position has all the weight) to H*W (a constant map).
     *
     * @param maps {@code [N, C, H, W]}
     * @param temperature tau, above 0
     * @return {@code [N, C]}
     */
    public static INDArray effectivePositions(INDArray maps, double temperature) {
        positive("WeightedGlobalAveragePooling", "temperature", temperature);
        INDArray rows = rows(maps);
        INDArray logits = rows.subColumnVector(rows.max(1)).divi(temperature);
        INDArray weights = Transforms.exp(logits, true);
        INDArray total = weights.sum(1);
        INDArray mean = weights.muli(logits).sum(1).divi(total); // entropy = log(total) - mean
        return Transforms.exp(Transforms.log(total, true).subi(mean), false).reshape('c', maps.size(0), maps.size(1));
    }

    @Override
    INDArray pool(INDArray maps) {
        INDArray weights = softmax(maps.div(temperature));
        return weights.muli(maps).sum(1).muli(factor(maps));
    }

    @Override
    void backward(INDArray maps, INDArray outputGradient, INDArray gradient) {
        INDArray weights = softmax(gradient.assign(maps).divi(temperature));
        INDArray slope = weights.mul(maps);
        INDArray mean = slope.sum(1);
        slope.assign(maps).subiColumnVector(mean).divi(temperature).addi(1);
        weights.muli(slope).muliColumnVector(outputGradient.mul(factor(maps)));
    }

    private double factor(INDArray maps) {
        return scale == Scale.ONE ? 1 : 1.0 / maps.columns();
    }

    @Override
    protected List<Object> settings() {
        return List.of(temperature, scale);
    }

    @Override
    public WeightedGlobalAveragePooling clone() {
        return new WeightedGlobalAveragePooling(temperature, scale);
    }
}
