package org.cam4j.layers.attention;

import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Joins every map with one number, {@code ([N, C, H, W], [N, C] or [N, C, 1, 1]) -> [N, C, H, W]}.
 *
 * <pre>
 * y[c] = f[c] * g[c]        PRODUCT
 * y[c] = f[c] + g[c]        SUM
 * </pre>
 *
 * <p>Hu et al., "Squeeze-and-Excitation Networks", CVPR 2018, equation 4.
 */
public final class ChannelBroadcast extends MapFunction {
    /** How both are joined. */
    public enum Op {
        PRODUCT,
        SUM
    }

    private final Op op;

    /**
     * With a given operation.
     *
     * @param op how both are joined
     */
    @JsonCreator
    public ChannelBroadcast(@JsonProperty("op") Op op) {
        this.op = Objects.requireNonNull(op, "ChannelBroadcast: op is missing.");
    }

    /** How both are joined. */
    @JsonProperty("op")
    public Op op() {
        return op;
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
        return op == Op.PRODUCT ? inputs[0].mul(inputs[1]) : inputs[0].add(inputs[1]);
    }

    @Override
    INDArray[] gradients(INDArray[] inputs, INDArray outputGradient, Pass pass) {
        boolean product = op == Op.PRODUCT;
        INDArray ofNumbers = product ? outputGradient.mul(inputs[0]) : outputGradient;
        boolean spread = inputs[1].length() < inputs[0].length();
        return new INDArray[] {
            product ? outputGradient.mul(inputs[1]) : outputGradient, spread ? ofNumbers.sum(true, 2, 3) : ofNumbers
        };
    }

    @Override
    protected List<Object> settings() {
        return List.of(op);
    }

    @Override
    public ChannelBroadcast clone() {
        return new ChannelBroadcast(op);
    }
}
