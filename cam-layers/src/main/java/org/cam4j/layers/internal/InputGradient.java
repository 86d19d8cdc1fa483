package org.cam4j.layers.internal;

import java.util.function.IntFunction;
import org.cam4j.layers.internal.vertex.InputDifferentiable;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.weightnoise.IWeightNoise;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.layers.ActivationLayer;
import org.deeplearning4j.nn.layers.DropoutLayer;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.layers.convolution.DepthwiseConvolution2DLayer;
import org.deeplearning4j.nn.layers.feedforward.dense.DenseLayer;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The derivative of a vertex with respect to its inputs, as the vertex behaves at inference.
 *
 * <p>Deeplearning4j's own backward pass is meant for training: it applies dropout and weight noise, differentiates batch
 * norm as if it used the batch's statistics, and computes weight gradients. The common layers are therefore differentiated
 * here; the others run their own backward pass with dropout and weight noise taken away for its duration.
 */
public final class InputGradient {
    private final ComputationGraph graph;
    private final IntFunction<INDArray> outputs;
    private final LayerWorkspaceMgr workspaces;

    /**
     * Of the vertices of a graph.
     *
     * @param outputs the output of a vertex in the last forward pass, by the vertex's index
     */
    public InputGradient(ComputationGraph graph, IntFunction<INDArray> outputs, LayerWorkspaceMgr workspaces) {
        this.workspaces = workspaces;
        this.graph = graph;
        this.outputs = outputs;
    }

    /** The gradients of all inputs, given the gradient of the output, which is left as it is. */
    public INDArray[] of(GraphVertex vertex, INDArray gradient) {
        Layer layer = LayerAccess.layer(vertex);
        if (layer == null) {
            vertex.setEpsilon(gradient.dup());
            return vertex.doBackward(false, workspaces).getSecond();
        }
        INDArray atInput;
        if (layer instanceof BatchNormalization batchNormalization) {
            atInput = BatchNormalizationGradient.of(batchNormalization, gradient);
        } else if (layer instanceof ActivationLayer activation) {
            atInput = ofFunction(
                    activation.layerConf().getActivationFn(), layer.input().dup(), gradient);
        } else if (layer instanceof InputDifferentiable block) {
            atInput = block.inputGradient(outputs.apply(vertex.getVertexIndex()), gradient, workspaces);
        } else if (layer instanceof DropoutLayer) {
            atInput = gradient;
        } else if (layer instanceof DenseLayer dense && !dense.hasLayerNorm()) {
            atInput = ofDense(dense, gradient);
        } else if (layer.getClass() == ConvolutionLayer.class
                && ConvolutionGradient.knows(
                        ((ConvolutionLayer) layer).layerConf().getActivationFn())) {
            atInput =
                    ConvolutionGradient.of((ConvolutionLayer) layer, outputs.apply(vertex.getVertexIndex()), gradient);
        } else if (layer instanceof DepthwiseConvolution2DLayer depthwise && DepthwiseGradient.knows(depthwise)) {
            atInput = DepthwiseGradient.of(depthwise, outputs.apply(vertex.getVertexIndex()), gradient);
        } else {
            atInput = ofOther(layer, gradient);
        }
        return new INDArray[] {ofInput(vertex, atInput)};
    }

    /** Takes the gradient of a layer's input back through the vertex's preprocessor. */
    INDArray ofInput(GraphVertex vertex, INDArray atLayerInput) {
        Layer layer = LayerAccess.layer(vertex);
        INDArray gradient = layer == null
                ? atLayerInput
                : atLayerInput.reshape(layer.input().shape());
        InputPreProcessor preProcessor =
                vertex instanceof LayerVertex layerVertex ? layerVertex.getLayerPreProcessor() : null;
        return preProcessor == null ? gradient : preProcessor.backprop(gradient, graph.batchSize(), workspaces);
    }

    private static INDArray ofDense(DenseLayer layer, INDArray gradient) {
        INDArray weights = layer.getParam("W"); // [in, out]
        INDArray preActivation = layer.input().mmul(weights);
        if (layer.hasBias()) {
            preActivation.addiRowVector(layer.getParam("b"));
        }
        INDArray delta = ofFunction(layer.layerConf().getActivationFn(), preActivation, gradient);
        return delta.mmul(weights.transpose()); // [N, in]
    }

    /** Uses up its input. */
    private static INDArray ofFunction(IActivation function, INDArray input, INDArray gradient) {
        if (function instanceof ActivationSwish) { // ND4J's derivative is NaN beyond an input of 44
            INDArray sigmoid = Transforms.sigmoid(input, true);
            INDArray derivative = sigmoid.rsub(1).muli(input).addi(1).muli(sigmoid); // s (1 + x (1 - s))
            return derivative.muli(gradient);
        }
        return function.backprop(input, gradient.dup()).getFirst();
    }

    /** The layer's own backward pass; its weight gradients go into a scratch array. */
    private INDArray ofOther(Layer layer, INDArray gradient) {
        org.deeplearning4j.nn.conf.layers.Layer configuration = layer.conf().getLayer();
        org.deeplearning4j.nn.conf.layers.BaseLayer noisy =
                configuration instanceof org.deeplearning4j.nn.conf.layers.BaseLayer base ? base : null;
        IDropout dropout = configuration.getIDropout();
        IWeightNoise noise = noisy == null ? null : noisy.getWeightNoise();
        INDArray gradientView = layer.numParams() > 0 ? layer.getGradientsViewArray() : null;
        try {
            configuration.setIDropout(null);
            setWeightNoise(noisy, null);
            if (layer.numParams() > 0) {
                INDArray parameters = layer.params();
                layer.setBackpropGradientsViewArray(
                        Nd4j.createUninitializedDetached(parameters.dataType(), parameters.shape()));
            }
            return layer.backpropGradient(gradient.dup(), workspaces).getSecond();
        } finally {
            configuration.setIDropout(dropout);
            setWeightNoise(noisy, noise);
            if (gradientView != null) {
                layer.setBackpropGradientsViewArray(gradientView);
            }
        }
    }

    private static void setWeightNoise(
            org.deeplearning4j.nn.conf.layers.@Nullable BaseLayer layer, @Nullable IWeightNoise noise) {
        if (layer != null) {
            layer.setWeightNoise(noise);
        }
    }
}
