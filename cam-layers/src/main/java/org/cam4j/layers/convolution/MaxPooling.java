package org.cam4j.layers.convolution;

import java.util.Collection;
import org.cam4j.layers.internal.onednn.FastKernels;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Max pooling that reads and writes maps in the order of memory that {@link ConvolutionBlock} leaves them in, {@code [N, C, h, w] -> [N, C, h', w']}. Its numbers are
 * those of a {@link SubsamplingLayer} of type MAX; no maximum is taken of the padding.
 */
public final class MaxPooling extends SubsamplingLayer {
    static {
        FastKernels.allow();
    }

    /** For JSON. */
    MaxPooling() {
        this(new Builder());
    }

    private MaxPooling(Builder builder) {
        super(builder);
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration conf,
            @Nullable Collection<TrainingListener> listeners,
            int index,
            @Nullable INDArray parameters,
            boolean initialize,
            DataType networkType) {
        FastKernels.warnOnce(networkType);
        MaxPoolingLayer layer = new MaxPoolingLayer(conf, networkType);
        layer.setListeners(listeners);
        layer.setIndex(index);
        layer.setParamsViewArray(parameters);
        layer.setParamTable(initializer().init(conf, parameters, initialize));
        layer.setConf(conf);
        return layer;
    }

    @Override
    public MaxPooling clone() {
        return (MaxPooling) super.clone();
    }

    /** The convolution mode is that of {@link SubsamplingLayer.Builder}. */
    public static final class Builder extends BaseSubsamplingBuilder<Builder> {
        /** A 2x2 window of stride 2. */
        public Builder() {
            super(PoolingType.MAX, new int[] {2, 2}, new int[] {2, 2});
        }

        /** Rows and columns of the window. */
        public Builder kernelSize(int... rowsAndColumns) {
            setKernelSize(rowsAndColumns);
            return this;
        }

        /** Steps of the window. */
        public Builder stride(int... rowsAndColumns) {
            setStride(rowsAndColumns);
            return this;
        }

        /** Rows and columns around the maps, of which no maximum is taken. */
        public Builder padding(int... rowsAndColumns) {
            setPadding(rowsAndColumns);
            return this;
        }

        @Override
        protected boolean allowCausal() {
            return false;
        }

        @Override
        @SuppressWarnings("unchecked")
        public MaxPooling build() {
            return new MaxPooling(this);
        }
    }
}
