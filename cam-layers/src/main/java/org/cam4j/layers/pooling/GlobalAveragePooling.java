package org.cam4j.layers.pooling;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Global average pooling, {@code [N, C, H, W] -> [N, C]}: the mean of every feature map.
 *
 * <pre>
 * F[k]        = 1/(H*W) * sum_xy f[k,x,y]
 * dF[k]/df[k] = 1/(H*W)
 * </pre>
 *
 * <p>Zhou et al., "Learning Deep Features for Discriminative Localization", CVPR 2016, section 2. The paper sums instead; the constant moves into the weights of
 * the linear layer after it.
 */
public final class GlobalAveragePooling extends MapPooling {
    @Override
    INDArray pool(INDArray maps) {
        return maps.mean(1);
    }

    @Override
    void backward(INDArray maps, INDArray outputGradient, INDArray gradient) {
        gradient.assign(0).addiColumnVector(outputGradient.div(maps.columns()));
    }

    @Override
    protected List<Object> settings() {
        return List.of();
    }

    @Override
    public GlobalAveragePooling clone() {
        return new GlobalAveragePooling();
    }
}
