package org.cam4j.layers.attention;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The features at a few positions of high attention, {@code ([N, C, H, W] features, [N, 1, H, W] attention from 0 to 1) -> [N, C, count, 1]}, sampled again in each training
 * pass, without repetition while there are enough. Where attention is nowhere above the threshold, the highest counts. Attention gets no gradient.
 *
 * <p>Zhang et al., "Inter-Image Communication for Weakly Supervised Localization", ECCV 2020, section 3.2: object seeds, sampled at random as the text says; the authors' program
 * takes the first ones from the top.
 */
final class SeedFeatures extends MapFunction {
    private final double threshold;
    private final int count;

    /**
     * With given values.
     *
     * @param threshold the attention above which a position is a seed, 0 to 1
     * @param count how many positions are drawn, 1 or more
     */
    @JsonCreator
    public SeedFeatures(@JsonProperty("threshold") double threshold, @JsonProperty("count") int count) {
        this.threshold = within("SeedFeatures", "threshold", threshold, 0, 1);
        this.count = (int) within("SeedFeatures", "count", count, 1, Integer.MAX_VALUE);
    }

    /** The attention above which a position is a seed. */
    @JsonProperty("threshold")
    public double threshold() {
        return threshold;
    }

    /** How many positions are drawn. */
    @JsonProperty("count")
    public int count() {
        return count;
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
        return InputType.convolutional(count, 1, maps.getChannels());
    }

    @Override
    INDArray apply(INDArray[] inputs, Pass pass) {
        return Nd4j.matmul(flat(inputs[0]), seeds(inputs, pass)) // [N, C, HW] [N, HW, count]
                .reshape('c', inputs[0].size(0), inputs[0].size(1), count, 1);
    }

    @Override
    @Nullable
    INDArray[] gradients(INDArray[] inputs, INDArray outputGradient, Pass pass) {
        INDArray ofSeeds = outputGradient.dup('c').reshape('c', inputs[0].size(0), inputs[0].size(1), count);
        INDArray gradient = Nd4j.matmul(ofSeeds, seeds(inputs, pass), false, true, false);
        return new @Nullable INDArray[] {gradient.dup('c').reshape('c', inputs[0].shape()), null};
    }

    private static INDArray flat(INDArray maps) {
        return maps.dup('c').reshape('c', maps.size(0), maps.size(1), maps.size(2) * maps.size(3));
    }

    /** {@code [N, HW, count]}: a 1 in each column, at the position that was drawn. */
    private INDArray seeds(INDArray[] inputs, Pass pass) {
        INDArray attention = flat(inputs[1]);
        Random random = new Random(Double.doubleToLongBits(pass.draw()));
        INDArray seeds = Nd4j.zeros(inputs[0].dataType(), attention.size(0), attention.size(2), count);
        for (int n = 0; n < attention.size(0); n++) {
            double[] values = attention.slice(n).reshape(attention.size(2)).toDoubleVector();
            double highest = Arrays.stream(values).max().orElseThrow();
            List<Integer> open = IntStream.range(0, values.length)
                    .filter(position -> values[position] > threshold || values[position] == highest)
                    .boxed()
                    .collect(Collectors.toCollection(ArrayList::new));
            Collections.shuffle(open, random);
            for (int seed = 0; seed < count; seed++) {
                seeds.putScalar(n, open.get(seed % open.size()), seed, 1);
            }
        }
        return seeds;
    }

    @Override
    protected List<Object> settings() {
        return List.of(threshold, count);
    }

    @Override
    public SeedFeatures clone() {
        return new SeedFeatures(threshold, count);
    }
}
