package org.cam4j.layers.attention;

import java.util.List;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Attention-based dropout layer, {@code [N, C, H, W] -> [N, C, H, W]}. In training one draw for the whole batch decides whether the most attended positions are dropped or
 * all positions are weighted; at inference it is the identity.
 *
 * <pre>{@code
 * a = mean_c F,   drop mask = 1[a < t * max_xy a],   importance map = sigmoid(a)
 * output = F * drop mask with probability p, else F * importance map
 * }</pre>
 *
 * <p>Choe and Shim, "Attention-based Dropout Layer for Weakly Supervised Object Localization", CVPR 2019, section 3. p: {@code dropRate}, t: {@code threshold}. The drop
 * mask is a constant in the backward pass; the gradient flows through the sigmoid. Draws come from ND4J's random generator.
 */
final class AttentionDropout extends MapFunction {
    private final double dropRate;
    private final double threshold;

    /** With the paper's values, 0.75 and 0.9. */
    public AttentionDropout() {
        this(0.75, 0.9);
    }

    /**
     * With given values.
     *
     * @param dropRate p, how often positions are dropped, 0 to 1
     * @param threshold t, the share of the highest attention from which a position is dropped, 0 to 1
     */
    @JsonCreator
    public AttentionDropout(@JsonProperty("dropRate") double dropRate, @JsonProperty("threshold") double threshold) {
        this.dropRate = within("AttentionDropout", "drop rate", dropRate, 0, 1);
        this.threshold = within("AttentionDropout", "threshold", threshold, 0, 1);
    }

    /** The probability p. */
    @JsonProperty("dropRate")
    public double dropRate() {
        return dropRate;
    }

    /** The threshold t. */
    @JsonProperty("threshold")
    public double threshold() {
        return threshold;
    }

    @Override
    boolean draws() {
        return true;
    }

    @Override
    InputType output(InputTypeConvolutional maps) {
        return maps;
    }

    @Override
    INDArray apply(INDArray[] inputs, Pass pass) {
        INDArray maps = inputs[0];
        if (!pass.training()) {
            return maps;
        }
        return maps.mul(drops(pass) ? EraseMostAttended.left(maps, threshold) : importance(maps));
    }

    @Override
    INDArray[] gradients(INDArray[] inputs, INDArray outputGradient, Pass pass) {
        INDArray maps = inputs[0];
        if (!pass.training()) {
            return new INDArray[] {outputGradient};
        }
        if (drops(pass)) {
            return new INDArray[] {outputGradient.mul(EraseMostAttended.left(maps, threshold))};
        }
        INDArray importance = importance(maps); // [N, 1, H, W]
        INDArray ofAttention = outputGradient
                .mul(maps)
                .sum(true, 1)
                .muli(importance)
                .muli(importance.rsub(1))
                .divi(maps.size(1));
        return new INDArray[] {outputGradient.mul(importance).add(ofAttention)};
    }

    private boolean drops(Pass pass) {
        return pass.draw() < dropRate;
    }

    private static INDArray importance(INDArray maps) {
        return Transforms.sigmoid(maps.mean(true, 1), false);
    }

    @Override
    protected List<Object> settings() {
        return List.of(dropRate, threshold);
    }

    @Override
    public AttentionDropout clone() {
        return new AttentionDropout(dropRate, threshold);
    }
}
