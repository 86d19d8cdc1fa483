package org.cam4j.training.internal.onnx;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cam4j.layers.convolution.ConvolutionBlock;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A convolution or a dense layer that takes in the bias, scale, batch normalization and ReLU of the nodes that follow. */
final class LinearStep implements Step {
    private final String input;
    private final @Nullable Window window;
    private final boolean depthwise;
    private INDArray weights;
    private @Nullable INDArray bias;
    private @Nullable Normalization normalization;
    private IActivation activation = new ActivationIdentity();

    /** Batch normalization with stored statistics, each {@code [out]}. */
    record Normalization(
            INDArray gamma, INDArray beta, INDArray mean, INDArray variance, double epsilon, double decay) {}

    private LinearStep(
            String input, @Nullable Window window, boolean depthwise, INDArray weights, @Nullable INDArray bias) {
        this.input = input;
        this.window = window;
        this.depthwise = depthwise;
        this.weights = weights;
        this.bias = bias;
    }

    /**
     * @param weights {@code [out, in, kh, kw]}, depthwise {@code [out, 1, kh, kw]}
     * @param bias {@code [out]}, or null
     */
    static LinearStep convolution(
            String input, Window window, boolean depthwise, INDArray weights, @Nullable INDArray bias) {
        return new LinearStep(input, window, depthwise, weights, bias);
    }

    /** @param weights {@code [in, out]} */
    static LinearStep dense(String input, INDArray weights, @Nullable INDArray bias) {
        return new LinearStep(input, null, false, weights, bias);
    }

    boolean isDense() {
        return window == null;
    }

    private long out() {
        return weights.size(isDense() ? 1 : 0);
    }

    boolean isLinear() {
        return activation instanceof ActivationIdentity;
    }

    void activation(IActivation function) {
        activation = function;
    }

    /** Whether batch normalization can still be taken in. */
    boolean takesNormalization() {
        return !isDense() && isLinear() && normalization == null;
    }

    void normalize(Normalization following) {
        normalization = following;
    }

    /** Takes in a factor and a summand of every output, each {@code [out]}. */
    void scaleAndShift(INDArray scale, INDArray shift) {
        Normalization before = normalization;
        if (before != null) {
            normalization = new Normalization(
                    before.gamma().mul(scale),
                    before.beta().mul(scale).add(shift),
                    before.mean(),
                    before.variance(),
                    before.epsilon(),
                    before.decay());
            return;
        }
        weights = isDense()
                ? weights.mulRowVector(scale)
                : weights.mul(scale.reshape(out(), 1, 1, 1).broadcast(weights.shape()));
        INDArray old = bias;
        bias = old == null ? shift : old.mul(scale).add(shift);
    }

    INDArray weights() {
        return weights;
    }

    @Nullable
    INDArray bias() {
        return bias;
    }

    @Override
    public List<String> inputs() {
        return List.of(input);
    }

    @Override
    public GraphVertex vertex() {
        Window slides = window;
        if (slides == null) {
            return Step.vertex(new DenseLayer.Builder()
                    .nIn(weights.size(0))
                    .nOut(weights.size(1))
                    .hasBias(bias != null)
                    .activation(activation)
                    .build());
        }
        Normalization following = normalization;
        ConvolutionBlock.Builder block = new ConvolutionBlock.Builder()
                .kernelSize(slides.kernel())
                .stride(slides.stride())
                .dilation(slides.dilation())
                .convolutionMode(slides.mode())
                .nIn(depthwise ? weights.size(0) : weights.size(1))
                .nOut(weights.size(0))
                .depthwise(depthwise)
                .hasBias(bias != null)
                .batchNormalization(following != null)
                .activation(activation);
        if (!slides.isSame()) {
            block.padding(slides.begin());
        }
        if (following != null) {
            block.epsilon(following.epsilon()).decay(following.decay());
        }
        return Step.vertex(block.build());
    }

    @Override
    public Map<String, INDArray> parameters() {
        Map<String, INDArray> parameters = new LinkedHashMap<>();
        parameters.put("W", weights);
        if (bias != null) {
            parameters.put("b", bias);
        }
        Normalization following = normalization;
        if (following != null) {
            parameters.put("gamma", following.gamma());
            parameters.put("beta", following.beta());
            parameters.put("mean", following.mean());
            parameters.put("var", following.variance());
        }
        return parameters;
    }

    /** A vector of equal numbers. */
    static INDArray all(double value, long length) {
        return Nd4j.valueArrayOf(new long[] {length}, value);
    }
}
