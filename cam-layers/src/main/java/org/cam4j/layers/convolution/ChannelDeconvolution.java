package org.cam4j.layers.convolution;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A deconvolution of each channel with a kernel of its own, {@code [N, C, h, w] -> [N, C, H, W]}, without bias or activation. The kernel begins as bilinear
 * interpolation (see {@link BilinearKernel}) and is learned or stays so.
 *
 * <pre>
 * H = stride * (h - 1) + kernel - 2 * padding      (eq. 3)
 * f'[k] = f[k] * r[k]                              (eq. 4)
 * </pre>
 *
 * <p>Kim et al. 2020, wide class activation maps, section 3.2. Parameter {@code W [kH, kW, C, 1]} where it is learned, none where it is fixed. Maps are NCHW.
 */
public final class ChannelDeconvolution extends Deconvolution2D {
    static final String WEIGHTS = "W";

    private boolean learned;

    /** For JSON. */
    ChannelDeconvolution() {
        this(new Builder());
    }

    private ChannelDeconvolution(Builder builder) {
        super(builder);
        learned = builder.learned;
        initializeConstraints(builder);
    }

    /** Whether training changes the kernels. */
    public boolean isLearned() {
        return learned;
    }

    void setLearned(boolean learned) {
        this.learned = learned;
    }

    /** {@code [kH, kW, C, 1]}. */
    long[] weightShape() {
        return new long[] {kernelSize[0], kernelSize[1], nIn, 1};
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {
        super.setNIn(inputType, override);
        if (nOut <= 0) {
            nOut = nIn;
        }
        if (nOut != nIn) {
            throw new IllegalStateException(String.format(
                    Locale.ROOT,
                    "Layer '%s': a deconvolution of each channel has as many outputs as inputs; found %d inputs and nOut %d. Leave nOut away.",
                    layerName,
                    nIn,
                    nOut));
        }
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        if (nOut <= 0) {
            setNIn(inputType, true);
        }
        return super.getOutputType(layerIndex, inputType);
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration conf,
            @Nullable Collection<TrainingListener> listeners,
            int index,
            @Nullable INDArray parameters,
            boolean initialize,
            DataType networkType) {
        ChannelDeconvolutionLayer layer = new ChannelDeconvolutionLayer(conf, networkType);
        layer.setListeners(listeners);
        layer.setIndex(index);
        layer.setParamsViewArray(parameters);
        layer.setParamTable(initializer().init(conf, parameters, initialize));
        layer.setConf(conf);
        return layer;
    }

    @Override
    public ParamInitializer initializer() {
        return Parameters.INSTANCE;
    }

    @Override
    public ChannelDeconvolution clone() {
        return (ChannelDeconvolution) super.clone();
    }

    /** Kernel, stride and padding are those of {@link Deconvolution2D.Builder}; the kernel is fixed unless said otherwise. */
    public static final class Builder extends BaseConvBuilder<Builder> {
        private boolean learned;

        /** Doubles both axes: kernel 4, stride 2, padding 1. */
        public Builder() {
            super(new int[] {4, 4}, new int[] {2, 2}, new int[] {1, 1});
            hasBias(false);
            activation(new ActivationIdentity());
        }

        /** Whether training changes the kernels. */
        public Builder learned(boolean changes) {
            learned = changes;
            return this;
        }

        @Override
        protected boolean allowCausal() {
            return false;
        }

        @Override
        @SuppressWarnings("unchecked")
        public ChannelDeconvolution build() {
            return new ChannelDeconvolution(this);
        }
    }

    /** The kernels in the flat array, or nothing. */
    private static final class Parameters implements ParamInitializer {
        static final Parameters INSTANCE = new Parameters();

        @Override
        public long numParams(NeuralNetConfiguration configuration) {
            return numParams(configuration.getLayer());
        }

        @Override
        public long numParams(org.deeplearning4j.nn.conf.layers.Layer layer) {
            ChannelDeconvolution own = (ChannelDeconvolution) layer;
            return own.learned ? own.nIn * own.kernelSize[0] * own.kernelSize[1] : 0;
        }

        @Override
        public List<String> paramKeys(org.deeplearning4j.nn.conf.layers.Layer layer) {
            return ((ChannelDeconvolution) layer).learned ? List.of(WEIGHTS) : List.of();
        }

        @Override
        public List<String> weightKeys(org.deeplearning4j.nn.conf.layers.Layer layer) {
            return paramKeys(layer);
        }

        @Override
        public List<String> biasKeys(org.deeplearning4j.nn.conf.layers.Layer layer) {
            return List.of();
        }

        @Override
        public boolean isWeightParam(org.deeplearning4j.nn.conf.layers.Layer layer, String key) {
            return key.equals(WEIGHTS);
        }

        @Override
        public boolean isBiasParam(org.deeplearning4j.nn.conf.layers.Layer layer, String key) {
            return false;
        }

        @Override
        public Map<String, INDArray> init(
                NeuralNetConfiguration configuration, @Nullable INDArray flat, boolean initialize) {
            ChannelDeconvolution layer = (ChannelDeconvolution) configuration.getLayer();
            if (!layer.learned || flat == null) {
                return Map.of();
            }
            configuration.addVariable(WEIGHTS);
            INDArray view = view(layer, flat);
            if (initialize) {
                view.assign(BilinearKernel.ofEachChannel(view.shape(), view.dataType()));
            }
            return Map.of(WEIGHTS, view);
        }

        @Override
        public Map<String, INDArray> getGradientsFromFlattened(NeuralNetConfiguration configuration, INDArray flat) {
            ChannelDeconvolution layer = (ChannelDeconvolution) configuration.getLayer();
            return layer.learned ? Map.of(WEIGHTS, view(layer, flat)) : Map.of();
        }

        private static INDArray view(ChannelDeconvolution layer, INDArray flat) {
            return flat.reshape(flat.length()).reshape('c', layer.weightShape());
        }
    }

    /** The initial weights of bilinear interpolation, for a kernel of any size: each output channel enlarges its input channel. */
    public static IWeightInit bilinear() {
        return new BilinearKernel();
    }
}
