package org.cam4j.layers.attention;

import java.util.List;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The maximum and the mean over the channels at every position, {@code [N, C, H, W] -> [N, 2, H, W]}. Channels that share the maximum share its gradient.
 *
 * <p>Woo et al., "CBAM: Convolutional Block Attention Module", ECCV 2018, eq. 3, without the convolution.
 */
final class ChannelSummary extends MapFunction {
    @Override
    InputType output(InputTypeConvolutional maps) {
        return InputType.convolutional(maps.getHeight(), maps.getWidth(), 2);
    }

    @Override
    INDArray apply(INDArray[] inputs, Pass pass) {
        return Nd4j.concat(1, inputs[0].max(true, 1), inputs[0].mean(true, 1));
    }

    @Override
    INDArray[] gradients(INDArray[] inputs, INDArray outputGradient, Pass pass) {
        INDArray maps = inputs[0];
        INDArray highest =
                Transforms.step(maps.max(true, 1).sub(maps), false).rsubi(1); // 1 where a channel is the highest
        INDArray ofMaximum = channel(outputGradient, 0).div(highest.sum(true, 1));
        INDArray ofMean = channel(outputGradient, 1).div(maps.size(1));
        return new INDArray[] {highest.mul(ofMaximum).add(ofMean)};
    }

    private static INDArray channel(INDArray maps, int number) {
        return maps.get(
                NDArrayIndex.all(), NDArrayIndex.interval(number, number + 1), NDArrayIndex.all(), NDArrayIndex.all());
    }

    @Override
    protected List<Object> settings() {
        return List.of();
    }

    @Override
    public ChannelSummary clone() {
        return new ChannelSummary();
    }
}
