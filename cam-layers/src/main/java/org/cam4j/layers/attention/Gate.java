package org.cam4j.layers.attention;

import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Weights features by a gate: {@code ([N, C, H, W] features, gate) -> [N, C, H, W]}, where the gate has one value a channel, {@code [N, C]}, or one a position, {@code [N, 1,
 * H, W]}.
 *
 * <pre>
 * output = F * sigmoid(g)
 * </pre>
 *
 * <p>Woo et al., "CBAM: Convolutional Block Attention Module", ECCV 2018, eq. 1 to 3.
 */
final class Gate extends MapFunction {
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
        return inputs[0].mul(Transforms.sigmoid(inputs[1], true));
    }

    @Override
    INDArray[] gradients(INDArray[] inputs, INDArray outputGradient, Pass pass) {
        INDArray open = Transforms.sigmoid(inputs[1], true);
        INDArray ofOpen = outputGradient.mul(inputs[0]);
        int[] spread = IntStream.range(1, inputs[0].rank())
                .filter(axis -> open.size(axis) < inputs[0].size(axis))
                .toArray();
        INDArray summed = spread.length == 0 ? ofOpen : ofOpen.sum(true, spread);
        return new INDArray[] {outputGradient.mul(open), summed.mul(open).muli(open.rsub(1))};
    }

    @Override
    protected List<Object> settings() {
        return List.of();
    }

    @Override
    public Gate clone() {
        return new Gate();
    }
}
