package org.cam4j.layers.attention;

import java.util.List;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Erases the most attended positions, {@code [N, C, H, W] -> [N, C, H, W]}.
 *
 * <pre>{@code
 * a = mean_c F,   output = F * 1[a < t * max_xy a]
 * }</pre>
 *
 * <p>Mai, Yang, Luo: "Erasing Integrated Learning", CVPR 2020, section 3.2. t: {@code threshold}. The mask is a constant in the backward pass.
 */
final class EraseMostAttended extends MapFunction {
    private final double threshold;

    /**
     * With a given threshold.
     *
     * @param threshold t, the share of the highest attention from which a position is erased, 0 to 1
     */
    @JsonCreator
    public EraseMostAttended(@JsonProperty("threshold") double threshold) {
        this.threshold = within("EraseMostAttended", "threshold", threshold, 0, 1);
    }

    /** The threshold t. */
    @JsonProperty("threshold")
    public double threshold() {
        return threshold;
    }

    /** 1 at positions whose attention is below a share of each image's highest, else 0: {@code [N, C, H, W] -> [N, 1, H, W]}. */
    static INDArray left(INDArray maps, double threshold) {
        INDArray attention = maps.mean(true, 1);
        INDArray limit = attention.max(true, 2, 3).muli(threshold); // [N, 1, 1, 1]
        return Transforms.step(limit.sub(attention), false);
    }

    @Override
    InputType output(InputTypeConvolutional maps) {
        return maps;
    }

    @Override
    INDArray apply(INDArray[] inputs, Pass pass) {
        return inputs[0].mul(left(inputs[0], threshold));
    }

    @Override
    INDArray[] gradients(INDArray[] inputs, INDArray outputGradient, Pass pass) {
        return new INDArray[] {outputGradient.mul(left(inputs[0], threshold))};
    }

    @Override
    protected List<Object> settings() {
        return List.of(threshold);
    }

    @Override
    public EraseMostAttended clone() {
        return new EraseMostAttended(threshold);
    }
}
