package org.cam4j.layers.vertex;

import java.util.List;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * How far a predicted foreground map is from one that guides it, {@code ([N, 1, H, W], [N, 1, h, w]) -> [N, 1]}, both from 0 to 1: binary cross-entropy over the positions where
 * the guide is sure.
 *
 * <pre>
 * t = 1 where G > high, 0 where G < low, elsewhere the position does not count
 * loss = mean over counting positions of -(t log p + (1 - t) log(1 - p)); 0 where there is none
 * </pre>
 *
 * <p>Zhang et al., "Self-produced Guidance for Weakly-supervised Object Localization", ECCV 2018, eq. 1 and 2. A guide of another size is read at the nearest position; it gets
 * no gradient.
 */
public final class GuidedMask extends MapFunction {
    private static final double SMALLEST = 1e-6;

    private final double high;
    private final double low;

    /**
     * With given thresholds.
     *
     * @param high above it a position is foreground, 0 to 1
     * @param low below it a position is background, at most {@code high}
     */
    @JsonCreator
    public GuidedMask(@JsonProperty("high") double high, @JsonProperty("low") double low) {
        this.high = within("GuidedMask", "high", high, 0, 1);
        this.low = within("GuidedMask", "low", low, 0, high);
    }

    /** Above it a position is foreground. */
    @JsonProperty("high")
    public double high() {
        return high;
    }

    /** Below it a position is background. */
    @JsonProperty("low")
    public double low() {
        return low;
    }

    @Override
    public int minVertexInputs() {
        return 2;
    }

    @Override
    InputType output(InputTypeConvolutional maps) {
        if (maps.getChannels() != 1) {
            throw refusal("found %d channels, expected 1.", maps.getChannels());
        }
        return InputType.feedForward(1);
    }

    @Override
    INDArray apply(INDArray[] inputs, Pass pass) {
        INDArray p = clipped(inputs[0]);
        INDArray guide = resized(inputs[1], inputs[0]);
        INDArray loss = Transforms.log(p).muli(foreground(guide));
        loss.addi(Transforms.log(p.rsub(1)).muli(background(guide)));
        return loss.sum(1, 2, 3).negi().divi(count(guide)).reshape(p.size(0), 1);
    }

    @Override
    @Nullable
    INDArray[] gradients(INDArray[] inputs, INDArray outputGradient, Pass pass) {
        INDArray p = clipped(inputs[0]);
        INDArray guide = resized(inputs[1], inputs[0]);
        INDArray gradient =
                background(guide).div(p.rsub(1)).subi(foreground(guide).div(p));
        INDArray share = outputGradient.reshape(p.size(0)).div(count(guide));
        return new @Nullable INDArray[] {gradient.mul(share.reshape(p.size(0), 1, 1, 1)), null};
    }

    private INDArray foreground(INDArray guide) {
        return Transforms.step(guide.sub(high), false);
    }

    private INDArray background(INDArray guide) {
        return Transforms.step(guide.rsub(low), false);
    }

    /** How many positions count, at least 1, {@code [N]}. */
    private INDArray count(INDArray guide) {
        return Transforms.max(foreground(guide).addi(background(guide)).sum(1, 2, 3), 1, false);
    }

    private static INDArray clipped(INDArray maps) {
        return Transforms.min(Transforms.max(maps, SMALLEST, true), 1 - SMALLEST, false);
    }

    private static INDArray resized(INDArray guide, INDArray like) {
        if (guide.size(2) == like.size(2) && guide.size(3) == like.size(3)) {
            return guide;
        }
        INDArray resized = Nd4j.createUninitialized(guide.dataType(), like.shape(), 'c');
        for (long y = 0; y < like.size(2); y++) {
            for (long x = 0; x < like.size(3); x++) {
                for (long n = 0; n < like.size(0); n++) {
                    double value =
                            guide.getDouble(n, 0, y * guide.size(2) / like.size(2), x * guide.size(3) / like.size(3));
                    resized.putScalar(new long[] {n, 0, y, x}, value);
                }
            }
        }
        return resized;
    }

    @Override
    List<Object> settings() {
        return List.of(high, low);
    }

    @Override
    public GuidedMask clone() {
        return new GuidedMask(high, low);
    }
}
