package org.cam4j.layers.vertex;

import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The mean feature of the positions that attention is sure of, {@code ([N, C, H, W] features, [N, 1, H, W] attention from 0 to 1) -> [N, C, 1, 1]}. In training every such position
 * counts with probability one half, anew at each pass; the peak counts always. Attention gets no gradient.
 *
 * <p>Zhang et al., "Inter-Image Communication for Weakly Supervised Localization", ECCV 2020, section 3.2: object seeds, sampled.
 */
public final class SeedFeatures extends MapFunction {
    private final double threshold;

    /**
     * With a given threshold.
     *
     * @param threshold the attention from which a position is a seed, 0 to 1
     */
    @JsonCreator
    public SeedFeatures(@JsonProperty("threshold") double threshold) {
        this.threshold = within("SeedFeatures", "threshold", threshold, 0, 1);
    }

    /** The attention from which a position is a seed. */
    @JsonProperty("threshold")
    public double threshold() {
        return threshold;
    }

    @Override
    public int minVertexInputs() {
        return 2;
    }

    @Override
    boolean draws() {
        return true;
    }

    @Override
    InputType output(InputTypeConvolutional maps) {
        return InputType.convolutional(1, 1, maps.getChannels());
    }

    @Override
    INDArray apply(INDArray[] inputs, Pass pass) {
        return inputs[0].mul(weights(inputs[1], pass)).sum(true, 2, 3);
    }

    @Override
    @Nullable
    INDArray[] gradients(INDArray[] inputs, INDArray outputGradient, Pass pass) {
        INDArray weights = weights(inputs[1], pass);
        INDArray ones = Nd4j.onesLike(inputs[0]);
        return new @Nullable INDArray[] {ones.muli(outputGradient).muli(weights), null};
    }

    /** Of each image's positions, 1 together. */
    private INDArray weights(INDArray attention, Pass pass) {
        INDArray peak =
                Transforms.step(attention.max(true, 2, 3).sub(attention), false).rsubi(1); // 1 at the highest
        INDArray seeds = Transforms.step(attention.rsub(threshold), false).rsubi(1);
        if (pass.training()) {
            Random random = new Random(Double.doubleToLongBits(pass.draw()));
            double[] kept = random.ints(seeds.length(), 0, 2).asDoubleStream().toArray();
            seeds.muli(Nd4j.createFromArray(kept).castTo(seeds.dataType()).reshape('c', seeds.shape()));
        }
        INDArray counted = Transforms.max(seeds, peak, true);
        return counted.div(counted.sum(true, 2, 3));
    }

    @Override
    List<Object> settings() {
        return List.of(threshold);
    }

    @Override
    public SeedFeatures clone() {
        return new SeedFeatures(threshold);
    }
}
