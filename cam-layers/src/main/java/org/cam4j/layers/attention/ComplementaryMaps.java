package org.cam4j.layers.attention;

import java.util.List;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Joins the class maps of two heads, {@code ([N, K, H, W], [N, K, H, W]) -> [N, K, H, W]}: the shape is the higher of both, each between its lowest and its highest value; the mean
 * is that of the first head's map, so that the first head scores the classes.
 *
 * <pre>
 * M = max(minmax(a), minmax(b)),   J = M - mean_xy M + mean_xy a
 * </pre>
 *
 * <p>Zhang et al., "Adversarial Complementary Learning for Weakly Supervised Object Localization", CVPR 2018, section 3.3. A constant does not change a map between its lowest and
 * its highest value. A constant map counts as 0 in M.
 */
final class ComplementaryMaps extends MapFunction {
    private static final double NO_DIVISION_BY_ZERO = 1e-12;

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
        INDArray joined = Transforms.max(normalized(inputs[0]), normalized(inputs[1]), false);
        return joined.addi(inputs[0].mean(true, 2, 3).subi(joined.mean(true, 2, 3)));
    }

    @Override
    INDArray[] gradients(INDArray[] inputs, INDArray outputGradient, Pass pass) {
        INDArray first = normalized(inputs[0]);
        INDArray second = normalized(inputs[1]);
        INDArray mean = outputGradient.mean(true, 2, 3);
        INDArray ofJoined = outputGradient.sub(mean);
        INDArray ofSecond = ofJoined.mul(Transforms.step(second.sub(first), false)); // equal values are the first's
        INDArray ofFirst = ofJoined.sub(ofSecond);
        return new INDArray[] {
            throughNormalization(inputs[0], first, ofFirst).addi(mean),
            throughNormalization(inputs[1], second, ofSecond)
        };
    }

    private static INDArray range(INDArray maps) {
        return Transforms.max(maps.max(true, 2, 3).subi(maps.min(true, 2, 3)), NO_DIVISION_BY_ZERO, false);
    }

    private static INDArray normalized(INDArray maps) {
        return maps.sub(maps.min(true, 2, 3)).divi(range(maps));
    }

    /** The lowest and the highest position also move the range. */
    private static INDArray throughNormalization(INDArray maps, INDArray normalized, INDArray gradient) {
        INDArray ofHighest = gradient.mul(normalized).sum(true, 2, 3); // [N, K, 1, 1]
        INDArray ofLowest = gradient.sum(true, 2, 3).subi(ofHighest);
        INDArray highest = where(maps.max(true, 2, 3).sub(maps));
        INDArray lowest = where(maps.sub(maps.min(true, 2, 3)));
        return gradient.sub(highest.mul(ofHighest)).subi(lowest.mul(ofLowest)).divi(range(maps));
    }

    /** Where a distance is 0, a share of 1 in every map. */
    private static INDArray where(INDArray distance) {
        INDArray zeros = Transforms.step(distance, false).rsubi(1);
        return zeros.divi(zeros.sum(true, 2, 3));
    }

    @Override
    protected List<Object> settings() {
        return List.of();
    }

    @Override
    public ComplementaryMaps clone() {
        return new ComplementaryMaps();
    }
}
