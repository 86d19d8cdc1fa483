package org.cam4j.layers.cam.method;

import java.util.Set;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Eigen-Grad-CAM: the first principal component of gradient times activation, so that the class counts.
 *
 * <pre>
 * M[i,c] = g[c,i] A[c,i] - mean_i g[c,i] A[c,i]
 * map    = M v_1, with v_1 the first right singular vector of M
 * </pre>
 *
 * <p>{@link EigenCam} on the products of {@link HiResCam}; the sign is chosen as there.
 */
public final class EigenGradCam implements CamMethod {
    @Override
    public String id() {
        return "eigen-grad-cam";
    }

    @Override
    public String description() {
        return "First principal component of the maps times their gradients.";
    }

    @Override
    public Set<Signal> needs() {
        return Set.of(Signal.ACTIVATIONS, Signal.GRADIENTS);
    }

    @Override
    public INDArray combine(TapReading tap) {
        return PrincipalComponent.of(tap.activations().mul(tap.gradients())); // [h, w]
    }
}
