package org.cam4j.layers.internal;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Batch norm at inference is a scale and a shift per channel, so its derivative is the scale.
 *
 * <pre>
 * dx = dy * gamma / sqrt(variance + epsilon)      with the stored variance
 * </pre>
 */
public final class BatchNormalizationGradient {
    private BatchNormalizationGradient() {}

    static INDArray of(BatchNormalization layer, INDArray gradient) {
        INDArray scale = scale(layer); // [C]
        boolean channelsLast = gradient.rank() == 2 || layer.layerConf().getCnn2DFormat() == CNN2DFormat.NHWC;
        long[] shape = new long[gradient.rank()];
        Arrays.fill(shape, 1);
        shape[channelsLast ? gradient.rank() - 1 : 1] = scale.length();
        return gradient.mul(scale.reshape(shape));
    }

    /** {@code gamma / sqrt(variance + epsilon)}, {@code [C]}. */
    public static INDArray scale(BatchNormalization layer) {
        INDArray logDeviation = layer.getParam(BatchNormalizationParamInitializer.GLOBAL_LOG_STD);
        INDArray variance;
        if (layer.layerConf().isUseLogStd() && logDeviation != null) {
            variance = Transforms.exp(logDeviation.mul(2 * Math.log(10)), false); // (10^s)^2
        } else {
            variance = layer.getParam(BatchNormalizationParamInitializer.GLOBAL_VAR);
        }
        INDArray deviation = Transforms.sqrt(variance.add(layer.layerConf().getEps()), false);
        return layer.layerConf().isLockGammaBeta()
                ? deviation.rdiv(layer.layerConf().getGamma())
                : layer.getParam(BatchNormalizationParamInitializer.GAMMA).div(deviation);
    }
}
