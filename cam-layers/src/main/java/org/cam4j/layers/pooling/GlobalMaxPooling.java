package org.cam4j.layers.pooling;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Global max pooling, {@code [N, C, H, W] -> [N, C]}: the largest value of every feature map. The gradient goes to the position of the maximum alone, and to the
 * first in row order where several positions share it.
 *
 * <pre>
 * F[k] = max_xy f[k,x,y]
 * </pre>
 *
 * <p>Oquab et al., "Is object localization for free?", CVPR 2015; compared with average pooling in Zhou et al., CVPR 2016, section 2.
 */
public final class GlobalMaxPooling extends MapPooling {
    @Override
    INDArray pool(INDArray maps) {
        return maps.max(1);
    }

    @Override
    void backward(INDArray maps, INDArray outputGradient, INDArray gradient) {
        gradient.assign(0);
        long[] largest = maps.argMax(1).toLongVector();
        for (int row = 0; row < largest.length; row++) {
            gradient.putScalar(row, largest[row], outputGradient.getDouble(row));
        }
    }

    @Override
    protected List<Object> settings() {
        return List.of();
    }

    @Override
    public GlobalMaxPooling clone() {
        return new GlobalMaxPooling();
    }
}
