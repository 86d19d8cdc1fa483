package org.cam4j.layers.attention;

import java.util.List;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The similarity of the maps of an image's class, {@code (([N, K * size, H, W] maps, [N, K] labels) at each level) -> [N, 1]}: the cosine between two maps, averaged over all pairs. As
 * a loss it makes the maps respond at different positions.
 *
 * <pre>{@code
 * s = |mean_(i < j) <u_i, u_j>| = ||sum_i u_i|^2 - sum_i |u_i|^2| / (n (n - 1)),   u_i = M_i / |M_i|
 * }</pre>
 *
 * <p>Xue et al., "DANet: Divergent Activation for Weakly Supervised Object Localization", ICCV 2019, section 3.3. M: the {@code size} maps of the label at every level, such as
 * species, family and order, n in all, enlarged to the size of the largest (bilinear, corners on corners).
 *
 * <p>Differs: all pairs count; the authors' program draws one half of the maps of three levels at every step; the mean cosine, before its sign is dropped, is
 * the same on average.
 */
final class MapSimilarity extends MapFunction {
    private static final double SMALLEST_LENGTH = 1e-6;

    private final int size;
    private final int levels;

    /**
     * With given numbers.
     *
     * @param size maps of a class, 2 or more
     * @param levels how many pairs of maps and labels come in, 1 or more
     */
    @JsonCreator
    public MapSimilarity(@JsonProperty("size") int size, @JsonProperty("levels") int levels) {
        this.size = (int) within("MapSimilarity", "size", size, 2, Integer.MAX_VALUE);
        this.levels = (int) within("MapSimilarity", "levels", levels, 1, Integer.MAX_VALUE / 2);
    }

    /** Maps of a class. */
    @JsonProperty("size")
    public int size() {
        return size;
    }

    /** How many pairs of maps and labels come in. */
    @JsonProperty("levels")
    public int levels() {
        return levels;
    }

    @Override
    public int minVertexInputs() {
        return 2 * levels;
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
        return Transforms.abs(cosine(units(vectors(inputs))), false).reshape(inputs[0].size(0), 1);
    }

    @Override
    @Nullable
    INDArray[] gradients(INDArray[] inputs, INDArray outputGradient, Pass pass) {
        INDArray vectors = vectors(inputs);
        INDArray units = units(vectors);
        INDArray share = Transforms.sign(cosine(units)).muli(outputGradient.reshape(inputs[0].size(0)));
        INDArray ofUnits =
                units.sum(true, 1).muli(share.reshape(share.length(), 1, 1).muli(2 / pairs()));
        INDArray along = units.mul(units.mul(ofUnits).sum(true, 2)); // what a change of length does not change
        INDArray gradient = along.rsub(ofUnits).div(lengths(vectors)); // [N, n, P]
        @Nullable INDArray[] gradients = new @Nullable INDArray[inputs.length];
        long[] largest = largest(inputs);
        for (int level = 0; level < levels; level++) {
            INDArray maps = inputs[2 * level];
            INDArray ofLevel = gradient.get(
                    NDArrayIndex.all(),
                    NDArrayIndex.interval((long) level * size, (level + 1L) * size),
                    NDArrayIndex.all());
            INDArray ofLabel = resized(
                    ofLevel.dup('c').reshape('c', maps.size(0), size, largest[0], largest[1]),
                    enlargement(maps.size(2), largest[0]).transpose(),
                    enlargement(maps.size(3), largest[1]).transpose());
            INDArray wide = ofLabel.reshape('c', maps.size(0), 1, (long) size * maps.size(2) * maps.size(3));
            gradients[2 * level] =
                    wide.mul(labels(inputs[2 * level + 1])).dup('c').reshape('c', maps.shape());
        }
        return gradients;
    }

    private double pairs() {
        double maps = (double) size * levels;
        return maps * (maps - 1);
    }

    /** {@code [N]}: signed. */
    private INDArray cosine(INDArray units) {
        INDArray sums = units.sum(1); // [N, P]
        return sums.mul(sums).sum(1).subi(units.mul(units).sum(1, 2)).divi(pairs());
    }

    /** The maps of the labels, {@code [N, size * levels, P]} with the positions of the largest. */
    private INDArray vectors(INDArray[] inputs) {
        long[] largest = largest(inputs);
        INDArray[] parts = new INDArray[levels];
        for (int level = 0; level < levels; level++) {
            INDArray maps = inputs[2 * level];
            INDArray labels = labels(inputs[2 * level + 1]);
            INDArray ofLabel = maps.dup('c')
                    .reshape('c', maps.size(0), labels.size(1), (long) size * maps.size(2) * maps.size(3))
                    .muli(labels)
                    .sum(1);
            parts[level] = resized(
                            ofLabel.reshape('c', maps.size(0), size, maps.size(2), maps.size(3)),
                            enlargement(maps.size(2), largest[0]),
                            enlargement(maps.size(3), largest[1]))
                    .reshape('c', maps.size(0), size, largest[0] * largest[1]);
        }
        return Nd4j.concat(1, parts);
    }

    private static INDArray labels(INDArray given) {
        return given.reshape(given.size(0), given.size(1), 1);
    }

    private static INDArray lengths(INDArray vectors) {
        return Transforms.max(vectors.norm2(true, 2), SMALLEST_LENGTH, false); // [N, n, 1]
    }

    private static INDArray units(INDArray vectors) {
        return vectors.div(lengths(vectors));
    }

    private long[] largest(INDArray[] inputs) {
        long[] largest = {0, 0};
        for (int level = 0; level < levels; level++) {
            largest[0] = Math.max(largest[0], inputs[2 * level].size(2));
            largest[1] = Math.max(largest[1], inputs[2 * level].size(3));
        }
        return largest;
    }

    /** {@code [to, from]}: what every new position takes of the old ones. */
    private static INDArray enlargement(long from, long to) {
        INDArray shares = Nd4j.zeros(to, from);
        for (long i = 0; i < to; i++) {
            double place = to == 1 ? 0 : (double) i * (from - 1) / (to - 1);
            long below = Math.min((long) place, from - 1);
            shares.putScalar(i, below, 1 - (place - below));
            if (below + 1 < from) {
                shares.putScalar(i, below + 1, place - below);
            }
        }
        return shares;
    }

    /** {@code [N, S, h, w] -> [N, S, H, W]} by matrices {@code [H, h]} and {@code [W, w]}. */
    private static INDArray resized(INDArray maps, INDArray rows, INDArray columns) {
        long count = maps.size(0) * maps.size(1);
        INDArray wide = maps.reshape('c', count * maps.size(2), maps.size(3))
                .mmul(columns.castTo(maps.dataType()).transpose());
        INDArray turned = wide.dup('c')
                .reshape('c', count, maps.size(2), columns.size(0))
                .permute(0, 2, 1)
                .dup('c')
                .reshape('c', count * columns.size(0), maps.size(2));
        return turned.mmul(rows.castTo(maps.dataType()).transpose())
                .dup('c')
                .reshape('c', count, columns.size(0), rows.size(0))
                .permute(0, 2, 1)
                .dup('c')
                .reshape('c', maps.size(0), maps.size(1), rows.size(0), columns.size(0));
    }

    @Override
    protected List<Object> settings() {
        return List.of(size, levels);
    }

    @Override
    public MapSimilarity clone() {
        return new MapSimilarity(size, levels);
    }
}
