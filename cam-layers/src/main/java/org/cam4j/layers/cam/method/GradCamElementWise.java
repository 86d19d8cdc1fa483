package org.cam4j.layers.cam.method;

import java.util.Set;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Element-wise Grad-CAM: a channel contributes to the map only where its product of gradient and activation is positive.
 *
 * <pre>
 * map[i,j] = sum_c max(0, g[c,i,j] * A[c,i,j])
 * </pre>
 *
 * <p>A method of the library pytorch-grad-cam. After a ReLU, where no activation is negative, it equals {@link LayerCam}.
 */
final class GradCamElementWise implements CamMethod {
    @Override
    public String id() {
        return "grad-cam-element-wise";
    }

    @Override
    public String description() {
        return "Positive part of gradient times activation in every channel and position.";
    }

    @Override
    public Set<Signal> needs() {
        return Set.of(Signal.ACTIVATIONS, Signal.GRADIENTS);
    }

    @Override
    public INDArray combine(TapReading tap) {
        return Transforms.relu(tap.gradients().mul(tap.activations()), false).sum(0); // [h, w]
    }
}
