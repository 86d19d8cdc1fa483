package org.cam4j.layers.cam.method;

import java.util.Set;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Grad-CAM: weights every channel by the mean gradient of the class logit.
 *
 * <pre>
 * alpha[c] = 1/(h*w) * sum_ij dlogit/dA[c,i,j]      (eq. 1)
 * map[i,j] = max(0, sum_c alpha[c] * A[c,i,j])      (eq. 2)
 * </pre>
 *
 * <p>Selvaraju et al., "Grad-CAM", ICCV 2017. On a GAP network it equals CAM up to a constant and the ReLU.
 */
final class GradCam implements CamMethod {
    @Override
    public String id() {
        return "grad-cam";
    }

    @Override
    public String description() {
        return "Maps weighted by the mean gradient of the class logit, positive part.";
    }

    @Override
    public Set<Signal> needs() {
        return Set.of(Signal.ACTIVATIONS, Signal.GRADIENTS);
    }

    @Override
    public INDArray combine(TapReading tap) {
        return map(tap, weights(tap));
    }

    /** The weights of the channels (eq. 1), linear in the score: {@code [C]}. */
    public static INDArray weights(TapReading tap) {
        return tap.gradients().mean(1, 2);
    }

    /**
     * The map (eq. 2) of weights, also of those of several scores added up.
     *
     * @param weights {@code [C]}
     * @return a new array {@code [h,w]}
     */
    public static INDArray map(TapReading tap, INDArray weights) {
        return Transforms.relu(tap.weightedSum(weights), false);
    }
}
