package org.cam4j.layers.cam.method;

import java.util.Set;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * HiResCAM: gradient times activation, without averaging the gradient.
 *
 * <pre>
 * map[i,j] = max(0, sum_c g[c,i,j] * A[c,i,j])
 * </pre>
 *
 * <p>Draelos and Carin, "Use HiResCAM instead of Grad-CAM", 2020; the ReLU is for display.
 */
final class HiResCam implements CamMethod {
    @Override
    public String id() {
        return "hires-cam";
    }

    @Override
    public String description() {
        return "Gradient times activation at every position, positive part.";
    }

    @Override
    public Set<Signal> needs() {
        return Set.of(Signal.ACTIVATIONS, Signal.GRADIENTS);
    }

    @Override
    public INDArray combine(TapReading tap) {
        return Transforms.relu(tap.gradients().mul(tap.activations()).sum(0), false); // [h, w]
    }
}
