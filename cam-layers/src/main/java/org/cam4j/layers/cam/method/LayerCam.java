package org.cam4j.layers.cam.method;

import java.util.Set;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * LayerCAM: every position is weighted by its own positive gradient, so that early layers give sharp maps.
 *
 * <pre>
 * map[i,j] = max(0, sum_c max(0, g[c,i,j]) * A[c,i,j])      (eq. 5 to 7)
 * </pre>
 *
 * <p>Jiang et al., "LayerCAM", IEEE Transactions on Image Processing 2021.
 */
final class LayerCam implements CamMethod {
    @Override
    public String id() {
        return "layer-cam";
    }

    @Override
    public String description() {
        return "Every position weighted by its own positive gradient.";
    }

    @Override
    public Set<Signal> needs() {
        return Set.of(Signal.ACTIVATIONS, Signal.GRADIENTS);
    }

    @Override
    public INDArray combine(TapReading tap) {
        INDArray weighted = Transforms.relu(tap.gradients(), true).muli(tap.activations()); // [C, h, w]
        return Transforms.relu(weighted.sum(0), false); // [h, w]
    }
}
