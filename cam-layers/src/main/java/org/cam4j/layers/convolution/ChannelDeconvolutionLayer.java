package org.cam4j.layers.convolution;

import java.util.Arrays;
import java.util.Locale;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Runs a {@link ChannelDeconvolution}, which is the input gradient of a depthwise convolution: its forward pass is that one's backward pass, and the other way
 * round.
 */
final class ChannelDeconvolutionLayer extends BaseLayer<ChannelDeconvolution> {
    ChannelDeconvolutionLayer(NeuralNetConfiguration configuration, DataType type) {
        super(configuration, type);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        if (input.rank() != 4 || input.size(1) != layerConf().getNIn()) {
            throw new DL4JInvalidInputException(String.format(
                    Locale.ROOT,
                    "ChannelDeconvolution '%s': found an input of shape %s, expected maps with %d channels.",
                    layerConf().getLayerName(),
                    Arrays.toString(input.shape()),
                    layerConf().getNIn()));
        }
        INDArray maps = input.castTo(dataType);
        INDArray enlarged = workspaces.createUninitialized(
                ArrayType.ACTIVATIONS,
                dataType,
                new long[] {maps.size(0), maps.size(1), enlarged(maps, 0), enlarged(maps, 1)},
                'c'); // [N, C, H, W]
        INDArray weights = weights();
        backward(enlarged, weights, maps, enlarged, weights.ulike());
        return enlarged;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray outputGradient, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        INDArray maps = input.castTo(dataType);
        INDArray ofOutput = outputGradient.castTo(dataType);
        INDArray weights = weights();
        INDArray ofInput =
                workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, maps.shape(), 'c'); // [N, C, h, w]
        Nd4j.exec(DynamicCustomOp.builder("depthwise_conv2d")
                .addInputs(ofOutput, weights)
                .addIntegerArguments(arguments())
                .addOutputs(ofInput)
                .build());
        Gradient gradient = new DefaultGradient();
        INDArray ofWeights = gradientViews == null ? null : gradientViews.get(ChannelDeconvolution.WEIGHTS);
        if (ofWeights != null) {
            backward(ofOutput, weights, maps, ofOutput.ulike(), ofWeights);
            gradient.setGradientFor(ChannelDeconvolution.WEIGHTS, ofWeights, 'c');
        }
        return new Pair<>(gradient, ofInput);
    }

    /** The backward pass of the convolution that leads from the enlarged maps to the maps; of {@code enlarged} the values count for {@code ofWeights} alone. */
    private void backward(INDArray enlarged, INDArray weights, INDArray maps, INDArray ofEnlarged, INDArray ofWeights) {
        Nd4j.exec(DynamicCustomOp.builder("depthwise_conv2d_bp")
                .addInputs(enlarged, weights, maps)
                .addIntegerArguments(arguments())
                .addOutputs(ofEnlarged, ofWeights)
                .build());
    }

    private int[] arguments() {
        int[] kernel = layerConf().getKernelSize();
        int[] stride = layerConf().getStride();
        int[] padding = layerConf().getPadding();
        return new int[] {
            kernel[0],
            kernel[1],
            stride[0],
            stride[1],
            padding[0],
            padding[1],
            1,
            1, // dilation
            0,
            0 // explicit padding, NCHW
        };
    }

    private long enlarged(INDArray maps, int axis) {
        return (long) layerConf().getStride()[axis] * (maps.size(2 + axis) - 1)
                + layerConf().getKernelSize()[axis]
                - 2L * layerConf().getPadding()[axis];
    }

    private INDArray weights() {
        return layerConf().isLearned()
                ? getParam(ChannelDeconvolution.WEIGHTS)
                : BilinearKernel.ofEachChannel(layerConf().weightShape(), dataType);
    }

    @Override
    public boolean isPretrainLayer() {
        return false;
    }

    @Override
    public boolean hasBias() {
        return false;
    }

    @Override
    public Type type() {
        return Type.CONVOLUTIONAL;
    }
}
