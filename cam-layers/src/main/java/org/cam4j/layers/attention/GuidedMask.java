package org.cam4j.layers.attention;

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
 * The distance of a predicted foreground map from the maps that guide it, {@code ([N, 1, H, W], guides [N, 1, h, w]...) -> [N, 1]}, all from 0 to 1: binary cross-entropy over the positions
 * where the guide is certain.
 *
 * <pre>{@code
 * G = mean of the guides,   t = 1 where G > high, 0 where G < low, elsewhere the position does not count
 * loss = mean over counting positions of -(t log p + (1 - t) log(1 - p)); 0 where there is none
 * }</pre>
 *
 * <p>Zhang et al., "Self-produced Guidance for Weakly-supervised Object Localization", ECCV 2018, eq. 1 and 2. Where G is nowhere above {@code high}, positions above 0.7 times its
 * highest value are foreground, as in the authors' program. A guide of another size is read at the nearest position; it gets no gradient.
 *
 * <p>Differs: 1. maps are compared at the prediction's size; the program enlarges both to the image's. 2. The mean is that of every image; the program's is that of the batch.
 */
final class GuidedMask extends MapFunction {
    private static final double SMALLEST = 1e-6;
    private static final double SHARE_OF_HIGHEST = 0.7;

    private final double high;
    private final double low;
    private final int guides;

    /**
     * With one guide.
     *
     * @param high above it a position is foreground, 0 to 1
     * @param low below it a position is background, at most {@code high}
     */
    public GuidedMask(double high, double low) {
        this(high, low, 1);
    }

    /**
     * With given values.
     *
     * @param high above it a position is foreground, 0 to 1
     * @param low below it a position is background, at most {@code high}
     * @param guides how many maps are averaged, 1 or more
     */
    @JsonCreator
    public GuidedMask(
            @JsonProperty("high") double high, @JsonProperty("low") double low, @JsonProperty("guides") int guides) {
        this.high = within("GuidedMask", "high", high, 0, 1);
        this.low = within("GuidedMask", "low", low, 0, high);
        this.guides = (int) within("GuidedMask", "guides", guides, 1, Integer.MAX_VALUE);
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

    /** How many maps are averaged. */
    @JsonProperty("guides")
    public int guides() {
        return guides;
    }

    @Override
    public int minVertexInputs() {
        return 1 + guides;
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
        INDArray guide = guide(inputs);
        INDArray loss = Transforms.log(p).muli(foreground(guide));
        loss.addi(Transforms.log(p.rsub(1)).muli(background(guide)));
        return loss.sum(1, 2, 3).negi().divi(count(guide)).reshape(p.size(0), 1);
    }

    @Override
    @Nullable
    INDArray[] gradients(INDArray[] inputs, INDArray outputGradient, Pass pass) {
        INDArray p = clipped(inputs[0]);
        INDArray guide = guide(inputs);
        INDArray gradient =
                background(guide).div(p.rsub(1)).subi(foreground(guide).div(p));
        INDArray share = outputGradient.reshape(p.size(0)).div(count(guide));
        @Nullable INDArray[] gradients = new @Nullable INDArray[inputs.length];
        gradients[0] = gradient.mul(share.reshape(p.size(0), 1, 1, 1));
        return gradients;
    }

    private INDArray guide(INDArray[] inputs) {
        INDArray sum = resized(inputs[1], inputs[0]).dup();
        for (int i = 2; i < inputs.length; i++) {
            sum.addi(resized(inputs[i], inputs[0]));
        }
        return sum.divi(guides);
    }

    private INDArray foreground(INDArray guide) {
        INDArray highest = guide.max(true, 2, 3);
        INDArray sure = Transforms.step(highest.sub(high), true); // 1 for an image with foreground
        INDArray limit = sure.mul(high).addi(sure.rsub(1).muli(highest).muli(SHARE_OF_HIGHEST));
        return Transforms.step(guide.sub(limit), false).muli(background(guide).rsubi(1));
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
    protected List<Object> settings() {
        return List.of(high, low, guides);
    }

    @Override
    public GuidedMask clone() {
        return new GuidedMask(high, low, guides);
    }
}
