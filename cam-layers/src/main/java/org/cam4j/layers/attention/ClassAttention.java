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
 * Where a class is, from 0 to 1: {@code ([N, K, H, W] class maps, [N, K] labels) -> [N, 1, H, W]}, each image's map between its lowest and its highest value. Without labels
 * the class of the highest mean counts. A constant map gives 0. No gradient flows back.
 *
 * <p>Zhang et al., "Adversarial Complementary Learning", CVPR 2018, section 3.3; "Self-produced Guidance", ECCV 2018, section 3.1.
 */
final class ClassAttention extends MapFunction {
    private static final double NO_DIVISION_BY_ZERO = 1e-12;

    private final boolean labeled;

    /**
     * With or without labels.
     *
     * @param labeled whether a second input gives the class as a one-hot row
     */
    @JsonCreator
    public ClassAttention(@JsonProperty("labeled") boolean labeled) {
        this.labeled = labeled;
    }

    /** Whether a second input gives the class. */
    @JsonProperty("labeled")
    public boolean labeled() {
        return labeled;
    }

    @Override
    public int minVertexInputs() {
        return labeled ? 2 : 1;
    }

    @Override
    InputType output(InputTypeConvolutional maps) {
        return InputType.convolutional(maps.getHeight(), maps.getWidth(), 1);
    }

    @Override
    INDArray apply(INDArray[] inputs, Pass pass) {
        INDArray maps = inputs[0];
        INDArray chosen = maps.mul(labeled ? inputs[1] : mostProbable(maps)).sum(true, 1); // [N, 1, H, W]
        INDArray low = chosen.min(true, 2, 3);
        INDArray range = chosen.max(true, 2, 3).subi(low);
        return chosen.sub(low).divi(Transforms.max(range, NO_DIVISION_BY_ZERO, true));
    }

    @Override
    @Nullable
    INDArray[] gradients(INDArray[] inputs, INDArray outputGradient, Pass pass) {
        return new INDArray[inputs.length];
    }

    private static INDArray mostProbable(INDArray maps) {
        INDArray scores = maps.mean(2, 3); // [N, K]
        INDArray chosen = Nd4j.zeros(maps.dataType(), scores.shape());
        int[] classes = scores.argMax(1).toIntVector();
        for (int i = 0; i < classes.length; i++) {
            chosen.putScalar(i, classes[i], 1);
        }
        return chosen.reshape(scores.size(0), scores.size(1), 1, 1);
    }

    @Override
    protected List<Object> settings() {
        return List.of(labeled);
    }

    @Override
    public ClassAttention clone() {
        return new ClassAttention(labeled);
    }
}
