package org.cam4j.layers.convolution;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.cam4j.layers.internal.vertex.InputDifferentiable;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs a {@link ConvolutionBlock}: keeps what its backward pass needs, and releases it after that pass. */
final class ConvolutionBlockLayer extends BaseLayer<ConvolutionBlock> implements InputDifferentiable {
    private transient @Nullable BlockComputation computation;

    ConvolutionBlockLayer(NeuralNetConfiguration configuration, DataType type) {
        super(configuration, type);
    }

    private BlockComputation computation() {
        BlockComputation current = computation;
        if (current == null) {
            current = OneDnnBlock.supports(layerConf(), dataType)
                    ? new OneDnnBlock(layerConf())
                    : new Nd4jBlock(layerConf());
            computation = current;
        }
        return current;
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        requireMaps();
        applyDropOutIfNecessary(training, workspaces);
        INDArray maps = toChannelsFirst(input.castTo(dataType));
        return fromChannelsFirst(computation().forward(maps, parameters(training, workspaces), training, workspaces));
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray outputGradient, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        INDArray maps = toChannelsFirst(input.castTo(dataType));
        INDArray inputGradient = computation()
                .backward(
                        maps,
                        toChannelsFirst(outputGradient.castTo(dataType)),
                        parameters(true, workspaces),
                        gradientViews,
                        !layerConf().isReadsImages(),
                        workspaces);
        weightNoiseParams.clear();
        Gradient gradient = new DefaultGradient();
        gradientViews.forEach((key, view) -> gradient.setGradientFor(
                key, view, key.equals(ConvolutionBlockParameters.WEIGHTS) ? Character.valueOf('c') : null));
        return new Pair<>(
                gradient, inputGradient == null ? null : backpropDropOutIfPresent(fromChannelsFirst(inputGradient)));
    }

    @Override
    public INDArray inputGradient(INDArray output, INDArray outputGradient, LayerWorkspaceMgr workspaces) {
        return fromChannelsFirst(computation()
                .inputGradient(
                        toChannelsFirst(input),
                        toChannelsFirst(output),
                        toChannelsFirst(outputGradient),
                        parameters(false, workspaces),
                        workspaces));
    }

    private BlockParameters parameters(boolean training, LayerWorkspaceMgr workspaces) {
        Map<String, INDArray> table = params;
        if (layerConf().getWeightNoise() != null) {
            table = new LinkedHashMap<>(params);
            table.replaceAll((key, value) -> getParamWithNoise(key, training, workspaces));
        }
        return new BlockParameters(table, paramsFlattened);
    }

    private INDArray toChannelsFirst(INDArray maps) {
        return layerConf().getCnn2dDataFormat() == CNN2DFormat.NHWC ? maps.permute(0, 3, 1, 2) : maps;
    }

    private INDArray fromChannelsFirst(INDArray maps) {
        return layerConf().getCnn2dDataFormat() == CNN2DFormat.NHWC ? maps.permute(0, 2, 3, 1) : maps;
    }

    private void requireMaps() {
        boolean fits = input.rank() == 4
                && toChannelsFirst(input).size(1) == layerConf().getNIn();
        if (!fits) {
            throw new DL4JInvalidInputException(String.format(
                    Locale.ROOT,
                    "ConvolutionBlock '%s': found an input of shape %s, expected maps with %d channels in the order %s.",
                    conf.getLayer().getLayerName(),
                    Arrays.toString(input.shape()),
                    layerConf().getNIn(),
                    layerConf().getCnn2dDataFormat()));
        }
    }

    /** The statistics' steps are no mean over a batch. */
    @Override
    public boolean updaterDivideByMinibatch(String parameter) {
        return !ConvolutionBlockParameters.isStatistic(parameter);
    }

    @Override
    public void clear() {
        super.clear();
        if (computation != null) {
            computation.clear();
        }
    }

    @Override
    public boolean isPretrainLayer() {
        return false;
    }

    @Override
    public boolean hasBias() {
        return layerConf().hasBias();
    }

    @Override
    public Type type() {
        return Type.CONVOLUTIONAL;
    }

    @Override
    public @Nullable Pair<INDArray, MaskState> feedForwardMaskArray(
            @Nullable INDArray mask, MaskState state, int examples) {
        if (mask == null) {
            return null;
        }
        throw new UnsupportedOperationException(String.format(
                Locale.ROOT,
                "ConvolutionBlock '%s' takes no mask: found one of shape %s. Leave masks away.",
                conf.getLayer().getLayerName(),
                Arrays.toString(mask.shape())));
    }
}
