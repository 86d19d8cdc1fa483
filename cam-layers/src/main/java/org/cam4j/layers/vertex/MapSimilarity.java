package org.cam4j.layers.vertex;

import java.util.List;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * How alike the maps of a class are, {@code [N, K * size, H, W] -> [N, 1]}: the cosine between two of its maps, averaged over pairs and classes. As a loss it makes them look at
 * different places.
 *
 * <pre>
 * s = mean_k mean_(i < j) <u_i, u_j> = mean_k (|sum_i u_i|^2 - size) / (size (size - 1)),   u_i = M_i / |M_i|
 * </pre>
 *
 * <p>Xue et al., "DANet: Divergent Activation for Weakly Supervised Object Localization", ICCV 2019, section 3.3.
 */
public final class MapSimilarity extends MapFunction {
    private static final double SMALLEST_LENGTH = 1e-6;

    private final int size;

    /**
     * With a given number of maps a class.
     *
     * @param size 2 or more
     */
    @JsonCreator
    public MapSimilarity(@JsonProperty("size") int size) {
        this.size = (int) within("MapSimilarity", "size", size, 2, Integer.MAX_VALUE);
    }

    /** Maps of a class. */
    @JsonProperty("size")
    public int size() {
        return size;
    }

    @Override
    InputType output(InputTypeConvolutional maps) {
        if (maps.getChannels() % size != 0) {
            throw refusal("found %d channels, expected a multiple of %d.", maps.getChannels(), size);
        }
        return InputType.feedForward(1);
    }

    @Override
    INDArray apply(INDArray[] inputs, Pass pass) {
        INDArray units = units(inputs[0]); // [N*K, size, HW]
        INDArray sums = units.sum(1); // [N*K, HW]
        long classes = units.size(0) / inputs[0].size(0);
        return sums.mul(sums)
                .sum(1)
                .subi(size)
                .divi(pairs())
                .reshape(inputs[0].size(0), classes)
                .mean(true, 1);
    }

    @Override
    INDArray[] gradients(INDArray[] inputs, INDArray outputGradient, Pass pass) {
        INDArray maps = inputs[0];
        INDArray units = units(maps);
        long classes = units.size(0) / maps.size(0);
        INDArray ofUnits = units.sum(true, 1).muli(2 / (pairs() * classes)); // [N*K, 1, HW], the same for each map
        INDArray along = units.mul(units.mul(ofUnits).sum(true, 2)); // what a change of length does not change
        INDArray gradient =
                along.rsub(ofUnits).div(lengths(maps)).reshape('c', maps.size(0), maps.length() / maps.size(0));
        return new INDArray[] {
            gradient.mul(outputGradient.reshape(maps.size(0), 1)).reshape('c', maps.shape())
        };
    }

    private double pairs() {
        return size * (size - 1.0);
    }

    private INDArray vectors(INDArray maps) {
        long classes = maps.size(1) / size;
        return maps.dup('c').reshape('c', maps.size(0) * classes, size, maps.size(2) * maps.size(3));
    }

    private INDArray lengths(INDArray maps) {
        return Transforms.max(vectors(maps).norm2(true, 2), SMALLEST_LENGTH, false); // [N*K, size, 1]
    }

    private INDArray units(INDArray maps) {
        return vectors(maps).div(lengths(maps));
    }

    @Override
    List<Object> settings() {
        return List.of(size);
    }

    @Override
    public MapSimilarity clone() {
        return new MapSimilarity(size);
    }
}
