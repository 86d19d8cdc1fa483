package org.cam4j.training.backbone;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.LayerValidation;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A 2-D convolution that never asks for Deeplearning4j's fast kernel: in 1.0.0-M2.1 that one fails on every dilated convolution, writes
 * a stack trace to the log, and falls back to the plain code, which this layer runs from the start.
 */
final class DilatedConvolution extends ConvolutionLayer {
    private static final long serialVersionUID = 1;

    /** For JSON. */
    DilatedConvolution() {}

    private DilatedConvolution(Builder builder) {
        super(builder);
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration configuration,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialise,
            DataType type) {
        LayerValidation.assertNInNOutSet("DilatedConvolution", getLayerName(), index, getNIn(), getNOut());
        Plain layer = new Plain(configuration, type);
        layer.setListeners(listeners);
        layer.setIndex(index);
        layer.setParamsViewArray(parameters);
        layer.setParamTable(initializer().init(configuration, parameters, initialise));
        layer.setConf(configuration);
        return layer;
    }

    @SuppressWarnings("unchecked") // the overridden build() is generic in its result
    static final class Builder extends BaseConvBuilder<Builder> {
        @Override
        protected boolean allowCausal() {
            return false;
        }

        @Override
        public DilatedConvolution build() {
            return new DilatedConvolution(this);
        }
    }

    private static final class Plain extends org.deeplearning4j.nn.layers.convolution.ConvolutionLayer {
        private static final long serialVersionUID = 1;

        Plain(NeuralNetConfiguration configuration, DataType type) {
            super(configuration, type);
            helper = null;
        }
    }
}
