package org.cam4j.layers.pooling;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Log-sum-exp pooling, {@code [N, C, H, W] -> [N, C]}: between the mean (small sharpness) and the maximum (large sharpness) of every feature map.
 *
 * <pre>
 * F[k]        = 1/r * log(1/(H*W) * sum_xy exp(r * f[k,x,y]))
 * dF[k]/df[k] = softmax over positions of r * f[k]
 * </pre>
 *
 * <p>Pinheiro and Collobert, "From Image-level to Pixel-level Labeling with Convolutional Networks", CVPR 2015. r: {@code sharpness}. The largest
 * value is taken out before the exponential, so that no input overflows.
 */
public final class LogSumExpPooling extends MapPooling {
    private final double sharpness;

    /** With the usual sharpness, 10. */
    public LogSumExpPooling() {
        this(10);
    }

    /**
     * With a given sharpness.
     *
     * @param sharpness r, above 0
     */
    @JsonCreator
    public LogSumExpPooling(@JsonProperty("sharpness") double sharpness) {
        this.sharpness = positive("LogSumExpPooling", "sharpness", sharpness);
    }

    /** The sharpness r. */
    @JsonProperty("sharpness")
    public double sharpness() {
        return sharpness;
    }

    @Override
    INDArray pool(INDArray maps) {
        INDArray largest = maps.max(1);
        INDArray powers = Transforms.exp(maps.subColumnVector(largest).muli(sharpness), false);
        return Transforms.log(powers.mean(1), false).divi(sharpness).addi(largest);
    }

    @Override
    void backward(INDArray maps, INDArray outputGradient, INDArray gradient) {
        gradient.assign(maps).muli(sharpness);
        softmax(gradient).muliColumnVector(outputGradient);
    }

    @Override
    protected List<Object> settings() {
        return List.of(sharpness);
    }

    @Override
    public LogSumExpPooling clone() {
        return new LogSumExpPooling(sharpness);
    }
}
