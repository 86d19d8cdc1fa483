package org.cam4j.layers.cam.method;

import java.util.Set;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * CAM with positive and negative evidence recombined.
 *
 * <pre>
 * map[x,y] = sum_(w&gt;0) w[c,k] * f[k,x,y]  +  sum_(w&lt;0) |w[c,k]| * f[k,x,y]      (eq. 3)
 * </pre>
 *
 * <p>Zhang et al. 2022, equation 3: M_p + |M_n|, with |M_n| read as the sum over the magnitudes of the negative weights;
 * on maps behind a ReLU that is the magnitude of M_n.
 */
public final class CamRecombined implements CamMethod {
    @Override
    public String id() {
        return "cam-recombined";
    }

    @Override
    public String description() {
        return "Positive evidence plus the magnitude of the negative evidence.";
    }

    @Override
    public Set<Signal> needs() {
        return Set.of(Signal.ACTIVATIONS, Signal.CLASS_WEIGHTS);
    }

    @Override
    public INDArray combine(TapReading tap) {
        return tap.weightedSum(Transforms.abs(tap.classWeights(), true)); // [h, w]
    }
}
