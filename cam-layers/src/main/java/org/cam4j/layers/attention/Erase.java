package org.cam4j.layers.attention;

import java.util.List;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Erases features where attention reaches a threshold: {@code ([N, C, H, W] features, [N, 1, H, W] attention from 0 to 1) -> [N, C, H, W]}.
 *
 * <pre>{@code
 * output = F * 1[A < t]
 * }</pre>
 *
 * <p>Zhang et al., "Adversarial Complementary Learning for Weakly Supervised Object Localization", CVPR 2018, section 3.3. t: {@code threshold}. Attention gets no gradient.
 */
final class Erase extends MapFunction {
    private final double threshold;

    /**
     * With a given threshold.
     *
     * @param threshold t, 0 to 1
     */
    @JsonCreator
    public Erase(@JsonProperty("threshold") double threshold) {
        this.threshold = within("Erase", "threshold", threshold, 0, 1);
    }

    /** The threshold t. */
    @JsonProperty("threshold")
    public double threshold() {
        return threshold;
    }

    @Override
    public int minVertexInputs() {
        return 2;
    }

    @Override
    InputType output(InputTypeConvolutional maps) {
        return maps;
    }

    @Override
    INDArray apply(INDArray[] inputs, Pass pass) {
        return inputs[0].mul(left(inputs[1]));
    }

    @Override
    @Nullable
    INDArray[] gradients(INDArray[] inputs, INDArray outputGradient, Pass pass) {
        return new @Nullable INDArray[] {outputGradient.mul(left(inputs[1])), null};
    }

    private INDArray left(INDArray attention) {
        return Transforms.step(attention.rsub(threshold), false);
    }

    @Override
    protected List<Object> settings() {
        return List.of(threshold);
    }

    @Override
    public Erase clone() {
        return new Erase(threshold);
    }
}
