package org.cam4j.layers.cam.method;

import java.util.Set;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * XGrad-CAM: gradients averaged with the normalized activations as weights.
 *
 * <pre>
 * weight[c] = sum_ij g[c,i,j] * A[c,i,j] / (sum_ij A[c,i,j] + 1e-7)      (eq. 7)
 * map[i,j]  = max(0, sum_c weight[c] * A[c,i,j])
 * </pre>
 *
 * <p>Fu et al., "Axiom-based Grad-CAM", BMVC 2020.
 */
final class XGradCam implements CamMethod {
    @Override
    public String id() {
        return "xgrad-cam";
    }

    @Override
    public String description() {
        return "Maps weighted by their activation-weighted mean gradient, positive part.";
    }

    @Override
    public Set<Signal> needs() {
        return Set.of(Signal.ACTIVATIONS, Signal.GRADIENTS);
    }

    @Override
    public INDArray combine(TapReading tap) {
        INDArray sums = tap.activations().sum(1, 2).addi(1e-7); // [C]
        INDArray weights = tap.gradients().mul(tap.activations()).sum(1, 2).divi(sums); // [C]
        return Transforms.relu(tap.weightedSum(weights), false); // [h, w]
    }
}
