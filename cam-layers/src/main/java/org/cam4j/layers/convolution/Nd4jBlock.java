package org.cam4j.layers.convolution;

import java.util.Locale;
import java.util.Map;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Computes a block by ND4J's operations, for every data type, activation function and backend. */
final class Nd4jBlock implements BlockComputation {
    private final ConvolutionBlock block;
    private boolean training;
    private @Nullable INDArray convolved;

    Nd4jBlock(ConvolutionBlock block) {
        this.block = block;
    }

    @Override
    public INDArray forward(
            INDArray input, BlockParameters parameters, boolean forTraining, LayerWorkspaceMgr workspaces) {
        training = forTraining;
        INDArray maps = workspaces.createUninitialized(
                ArrayType.ACTIVATIONS, input.dataType(), outputShape(input), 'c'); // [N, out, h', w']
        convolve(input, parameters, maps);
        convolved = maps;
        INDArray normalized = block.isBatchNormalization()
                ? Statistics.of(block, maps, parameters, forTraining).normalize(maps, parameters)
                : maps.dup();
        return workspaces.leverageTo(
                ArrayType.ACTIVATIONS, block.getActivationFn().getActivation(normalized, forTraining));
    }

    @Override
    public @Nullable INDArray backward(
            INDArray input,
            INDArray outputGradient,
            BlockParameters parameters,
            Map<String, INDArray> gradients,
            boolean inputGradient,
            LayerWorkspaceMgr workspaces) {
        INDArray maps = convolved;
        if (maps == null) {
            throw new IllegalStateException(String.format(
                    Locale.ROOT,
                    "ConvolutionBlock '%s': a backward pass needs a forward pass before it.",
                    block.getLayerName()));
        }
        INDArray delta;
        if (block.isBatchNormalization()) {
            Statistics statistics = Statistics.of(block, maps, parameters, training);
            INDArray normalized = statistics.normalize(maps, parameters);
            delta = block.getActivationFn()
                    .backprop(normalized, outputGradient.dup())
                    .getFirst();
            delta = statistics.backward(maps, delta, parameters, gradients);
        } else {
            delta = block.getActivationFn()
                    .backprop(maps.dup(), outputGradient.dup())
                    .getFirst();
        }
        INDArray result = deconvolve(input, delta, parameters, gradients);
        return inputGradient ? workspaces.leverageTo(ArrayType.ACTIVATION_GRAD, result) : null;
    }

    @Override
    public INDArray inputGradient(
            INDArray input,
            INDArray output,
            INDArray outputGradient,
            BlockParameters parameters,
            LayerWorkspaceMgr workspaces) {
        INDArray maps = convolved;
        if (maps == null) {
            maps = Nd4j.createUninitialized(input.dataType(), outputShape(input), 'c');
            convolve(input, parameters, maps);
        }
        INDArray delta;
        if (block.isBatchNormalization()) {
            INDArray normalized = Statistics.of(block, maps, parameters, false).normalize(maps, parameters);
            delta = block.getActivationFn()
                    .backprop(normalized, outputGradient.dup())
                    .getFirst();
            delta = delta.mul(Statistics.perChannel(parameters.scale(block.getEpsilon())));
        } else {
            delta = block.getActivationFn()
                    .backprop(maps.dup(), outputGradient.dup())
                    .getFirst();
        }
        return workspaces.leverageTo(ArrayType.ACTIVATION_GRAD, deconvolve(input, delta, parameters, Map.of()));
    }

    @Override
    public void clear() {
        convolved = null;
    }

    private long[] outputShape(INDArray input) {
        int[] size = Window.of(block, input).output();
        return new long[] {input.size(0), block.getNOut(), size[0], size[1]};
    }

    /** ND4J 1.0.0-M2.1's operation fails on dilated kernels in FLOAT, where it is handed to oneDNN. */
    private DataType operationType(INDArray input) {
        boolean dilated = block.getDilation()[0] > 1 || block.getDilation()[1] > 1;
        return dilated ? DataType.DOUBLE : input.dataType();
    }

    private void convolve(INDArray input, BlockParameters parameters, INDArray output) {
        DataType type = operationType(input);
        INDArray bias = parameters.bias();
        INDArray maps = plain(input, type);
        INDArray weights = operationWeights(parameters, type);
        INDArray result = type == output.dataType() ? output : Nd4j.createUninitialized(type, output.shape(), 'c');
        Nd4j.exec(DynamicCustomOp.builder(block.isDepthwise() ? "depthwise_conv2d" : "conv2d")
                .addInputs(
                        bias == null
                                ? new INDArray[] {maps, weights}
                                : new INDArray[] {maps, weights, bias.castTo(type)})
                .addIntegerArguments(arguments(input))
                .addOutputs(result)
                .build());
        if (result != output) {
            output.assign(result);
        }
    }

    private static INDArray plain(INDArray maps, DataType type) {
        return maps.castTo(type).dup('c');
    }

    /** Writes the gradients of weights and bias, if there is room for them, and gives that of the input. */
    private INDArray deconvolve(
            INDArray input, INDArray delta, BlockParameters parameters, Map<String, INDArray> gradients) {
        DataType type = operationType(input);
        INDArray bias = parameters.bias();
        INDArray maps = plain(input, type);
        INDArray gradient = plain(delta, type);
        INDArray weights = operationWeights(parameters, type);
        INDArray inputGradient = Nd4j.createUninitialized(type, input.shape(), 'c');
        INDArray weightGradient = Nd4j.create(type, weights.shape(), 'c');
        INDArray biasGradient = bias == null ? null : Nd4j.create(type, bias.shape(), 'c');
        Nd4j.exec(DynamicCustomOp.builder(block.isDepthwise() ? "depthwise_conv2d_bp" : "conv2d_bp")
                .addInputs(
                        bias == null
                                ? new INDArray[] {maps, weights, gradient}
                                : new INDArray[] {maps, weights, bias.castTo(type), gradient})
                .addIntegerArguments(arguments(input))
                .addOutputs(
                        biasGradient == null
                                ? new INDArray[] {inputGradient, weightGradient}
                                : new INDArray[] {inputGradient, weightGradient, biasGradient})
                .build());
        INDArray weightView = gradients.get(ConvolutionBlockParameters.WEIGHTS);
        if (weightView != null) {
            weightView.assign(weightGradient.permute(3, 2, 0, 1).reshape('c', weightView.shape()));
        }
        INDArray biasView = gradients.get(ConvolutionBlockParameters.BIAS);
        if (biasView != null && biasGradient != null) {
            biasView.assign(biasGradient);
        }
        return inputGradient.castTo(input.dataType());
    }

    /** {@code [kh, kw, in, out]}; depthwise {@code [kh, kw, channels, 1]}. */
    private INDArray operationWeights(BlockParameters parameters, DataType type) {
        INDArray weights = parameters.weights().castTo(type);
        return (block.isDepthwise() ? weights.permute(2, 3, 0, 1) : weights.permute(2, 3, 1, 0)).dup('c');
    }

    private int[] arguments(INDArray input) {
        int[] padding = Window.of(block, input).padding();
        boolean same = block.getConvolutionMode() == ConvolutionMode.Same;
        return new int[] {
            block.getKernelSize()[0],
            block.getKernelSize()[1],
            block.getStride()[0],
            block.getStride()[1],
            padding[0],
            padding[1],
            block.getDilation()[0],
            block.getDilation()[1],
            same ? 1 : 0,
            0 // channels first
        };
    }

    /**
     * Mean and standard deviation per channel, {@code [1, C, 1, 1]}.
     *
     * @param ofBatch whether they depend on the maps that they normalize
     */
    private record Statistics(INDArray mean, INDArray deviation, INDArray variance, boolean ofBatch, double decay) {
        static Statistics of(ConvolutionBlock block, INDArray maps, BlockParameters parameters, boolean ofBatch) {
            INDArray mean = ofBatch ? maps.mean(0, 2, 3) : parameters.get(ConvolutionBlockParameters.MEAN);
            INDArray variance =
                    ofBatch ? maps.var(false, 0, 2, 3) : parameters.get(ConvolutionBlockParameters.VARIANCE);
            INDArray deviation = Transforms.sqrt(variance.add(block.getEpsilon()), false);
            return new Statistics(
                    perChannel(mean), perChannel(deviation), perChannel(variance), ofBatch, block.getDecay());
        }

        static INDArray perChannel(INDArray values) {
            return values.reshape(1, values.length(), 1, 1);
        }

        INDArray normalize(INDArray maps, BlockParameters parameters) {
            return centeredAndScaled(maps)
                    .muli(perChannel(parameters.get(ConvolutionBlockParameters.GAMMA)))
                    .addi(perChannel(parameters.get(ConvolutionBlockParameters.BETA)));
        }

        private INDArray centeredAndScaled(INDArray maps) {
            return maps.sub(mean).divi(deviation);
        }

        /** Ioffe and Szegedy, section 3; with stored statistics only the scale is differentiated. */
        INDArray backward(INDArray maps, INDArray delta, BlockParameters parameters, Map<String, INDArray> gradients) {
            INDArray scaled = centeredAndScaled(maps); // [N, C, h, w]
            INDArray shiftGradient = delta.sum(0, 2, 3); // [C]
            INDArray scaleGradient = delta.mul(scaled).sum(0, 2, 3); // [C]
            view(gradients, ConvolutionBlockParameters.BETA).assign(shiftGradient);
            view(gradients, ConvolutionBlockParameters.GAMMA).assign(scaleGradient);
            step(parameters, gradients, ConvolutionBlockParameters.MEAN, mean);
            step(parameters, gradients, ConvolutionBlockParameters.VARIANCE, variance);
            INDArray result = delta;
            if (ofBatch) {
                double count = maps.length() / (double) maps.size(1);
                result = delta.sub(perChannel(shiftGradient.div(count)))
                        .subi(scaled.muli(perChannel(scaleGradient.div(count))));
            }
            return result.mul(
                    perChannel(parameters.get(ConvolutionBlockParameters.GAMMA)).div(deviation));
        }

        /** An update subtracts it: {@code (1 - decay) * (stored - batch)}, nothing where the stored ones were used. */
        private void step(BlockParameters parameters, Map<String, INDArray> gradients, String key, INDArray found) {
            INDArray stored = parameters.get(key);
            INDArray view = view(gradients, key);
            view.assign(stored.sub(found.reshape(stored.shape())).muli(1 - decay));
        }

        private static INDArray view(Map<String, INDArray> gradients, String key) {
            INDArray view = gradients.get(key);
            if (view == null) {
                throw new IllegalStateException(String.format(Locale.ROOT, "No room for the gradient of '%s'.", key));
            }
            return view;
        }
    }
}
