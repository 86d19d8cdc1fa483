package org.cam4j.layers.convolution;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.cam4j.layers.internal.onednn.FastKernels;
import org.cam4j.layers.internal.onednn.OneDnn;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.LayerValidation;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * A 2-D convolution, batch normalization and an activation function as one layer, {@code [N, in, h, w] -> [N, out, h', w']}.
 *
 * <pre>
 * z = W * x (+ b)
 * y = f(gamma * (z - mean) / sqrt(var + epsilon) + beta)
 * </pre>
 *
 * <p>In training, mean and var are those of the batch (variance divided by the number of values, not one less), and the stored ones move towards them by {@code 1 -
 * decay}. At inference the stored ones are used, by the backward pass too. Ioffe and Szegedy, "Batch Normalization", ICML 2015, algorithms 1 and 2.
 *
 * <p>Parameters, by torchvision's names: {@code W} is {@code conv.weight [out, in, kh, kw]} (depthwise {@code [out, 1, kh, kw]}), {@code b} conv.bias, {@code gamma}
 * bn.weight, {@code beta} bn.bias, {@code mean} bn.running_mean, {@code var} bn.running_var. Their order in the flat array is that of Deeplearning4j's ConvolutionLayer
 * followed by its BatchNormalization, and so are the initial values and the results.
 *
 * <p>Numbers are those of the separate layers; the difference is time. FLOAT arrays on a processor are computed by oneDNN, where its library is on the class path, in
 * the channels-last order of memory: the output is {@code [N, C, h, w]} like every other, but a view of {@code [N, h, w, C]}.
 */
public final class ConvolutionBlock extends ConvolutionLayer {
    static {
        FastKernels.allow();
    }

    private boolean batchNormalization = true;
    private boolean depthwise;
    private boolean readsImages;
    private double epsilon = 1e-5;
    private double decay = 0.9;

    /** For JSON. */
    ConvolutionBlock() {
        this(new Builder());
    }

    private ConvolutionBlock(Builder builder) {
        super(builder);
        batchNormalization = builder.batchNormalization;
        depthwise = builder.depthwise;
        readsImages = builder.readsImages;
        epsilon = builder.epsilon;
        decay = builder.decay;
        initializeConstraints(builder);
    }

    /** Whether the convolution is followed by batch normalization. */
    public boolean isBatchNormalization() {
        return batchNormalization;
    }

    /** Whether every channel is convolved with a kernel of its own. */
    public boolean isDepthwise() {
        return depthwise;
    }

    /** Whether the layer reads the network's input, whose gradient training does not need. */
    public boolean isReadsImages() {
        return readsImages;
    }

    /** What is added to the variance. */
    public double getEpsilon() {
        return epsilon;
    }

    /** The share of the stored statistics that a training step keeps. */
    public double getDecay() {
        return decay;
    }

    /** Whether blocks of FLOAT networks that are made from now on run on oneDNN; else they run on ND4J's operations. */
    public static boolean runsOnOneDnn() {
        return OneDnn.serves(DataType.FLOAT);
    }

    /** Whether the gradient of weights or bias has any effect: momentum at a learning rate that stays 0, a frozen layer's, only fades. */
    boolean learns() {
        return learns(getIUpdater()) || (getBiasUpdater() != null && learns(getBiasUpdater()));
    }

    private static boolean learns(@Nullable IUpdater updater) {
        if (updater instanceof Nesterovs momentum) {
            return momentum.getLearningRateSchedule() != null
                    || momentum.getLearningRate() != 0; // a schedule may begin with 0
        }
        return !(updater instanceof Sgd plain)
                || plain.getLearningRateSchedule() != null
                || plain.getLearningRate() != 0;
    }

    void setBatchNormalization(boolean batchNormalization) {
        this.batchNormalization = batchNormalization;
    }

    void setDepthwise(boolean depthwise) {
        this.depthwise = depthwise;
    }

    void setReadsImages(boolean readsImages) {
        this.readsImages = readsImages;
    }

    void setEpsilon(double epsilon) {
        this.epsilon = epsilon;
    }

    void setDecay(double decay) {
        this.decay = decay;
    }

    /** {@code [out, in, kh, kw]}; depthwise {@code [out, 1, kh, kw]}. */
    long[] weightShape() {
        return new long[] {nOut, depthwise ? 1 : nIn, kernelSize[0], kernelSize[1]};
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {
        super.setNIn(inputType, override);
        if (depthwise && nOut <= 0) {
            nOut = nIn;
        }
        if (depthwise && nOut != nIn) {
            throw new IllegalStateException(String.format(
                    Locale.ROOT,
                    "Layer '%s': a depthwise block has as many outputs as inputs; found %d inputs and nOut %d. Leave nOut away.",
                    layerName,
                    nIn,
                    nOut));
        }
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        if (depthwise && nOut <= 0) {
            setNIn(inputType, true);
        }
        return super.getOutputType(layerIndex, inputType);
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration conf,
            @Nullable Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialize,
            DataType networkType) {
        LayerValidation.assertNInNOutSet("ConvolutionBlock", layerName, index, nIn, nOut);
        FastKernels.warnOnce(networkType);
        ConvolutionBlockLayer layer = new ConvolutionBlockLayer(conf, networkType);
        layer.setListeners(listeners);
        layer.setIndex(index);
        layer.setParamsViewArray(parameters);
        layer.setParamTable(initializer().init(conf, parameters, initialize));
        layer.setConf(conf);
        return layer;
    }

    @Override
    public ParamInitializer initializer() {
        return ConvolutionBlockParameters.INSTANCE;
    }

    /** Weight decay is for {@code W} and {@code b} alone, as in the separate layers. */
    @Override
    public @Nullable List<Regularization> getRegularizationByParam(String parameter) {
        return ConvolutionBlockParameters.isStatistic(parameter) || ConvolutionBlockParameters.isScale(parameter)
                ? null
                : super.getRegularizationByParam(parameter);
    }

    @Override
    public IUpdater getUpdaterByParam(String parameter) {
        return ConvolutionBlockParameters.isStatistic(parameter) ? new NoOp() : super.getUpdaterByParam(parameter);
    }

    @Override
    public ConvolutionBlock clone() {
        return (ConvolutionBlock) super.clone();
    }

    /** Kernel, stride, padding, nOut and the rest are those of {@link ConvolutionLayer.Builder}; no bias and ReLU unless said otherwise. */
    public static final class Builder extends ConvolutionLayer.BaseConvBuilder<Builder> {
        private boolean batchNormalization = true;
        private boolean depthwise;
        private boolean readsImages;
        private double epsilon = 1e-5;
        private double decay = 0.9;

        /** A 3x3 convolution of stride 1; say at least {@code nOut}. */
        public Builder() {
            super(new int[] {3, 3});
            hasBias(false);
            activation(new ActivationReLU());
        }

        /** Whether batch normalization follows the convolution; true unless said otherwise. */
        public Builder batchNormalization(boolean follows) {
            batchNormalization = follows;
            return this;
        }

        /** Whether every channel is convolved with a kernel of its own; there are as many outputs as inputs. */
        public Builder depthwise(boolean each) {
            depthwise = each;
            return this;
        }

        /** Whether the layer reads the network's input: training then leaves the gradient of that out. */
        public Builder readsImages(boolean reads) {
            readsImages = reads;
            return this;
        }

        /** What is added to the variance; 1e-5 unless said otherwise. */
        public Builder epsilon(double added) {
            epsilon = added;
            return this;
        }

        /** The share of the stored statistics that a training step keeps; 0.9 unless said otherwise. */
        public Builder decay(double kept) {
            decay = kept;
            return this;
        }

        @Override
        protected boolean allowCausal() {
            return false;
        }

        @Override
        @SuppressWarnings("unchecked")
        public ConvolutionBlock build() {
            return new ConvolutionBlock(this);
        }
    }
}
