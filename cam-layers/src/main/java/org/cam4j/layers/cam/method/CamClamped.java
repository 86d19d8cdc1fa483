package org.cam4j.layers.cam.method;

import java.util.Set;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * CAM with negative weights clamped to zero, as RCAM does.
 *
 * <pre>
 * map[x,y] = sum_k max(w[c,k], 0) * f[k,x,y]
 * </pre>
 *
 * <p>Bae et al., "Rethinking Class Activation Mapping for Weakly Supervised Object Localization", ECCV 2020, section 3.2.
 */
public final class CamClamped implements CamMethod {
    @Override
    public String id() {
        return "cam-clamped";
    }

    @Override
    public String description() {
        return "CAM with negative weights set to zero (RCAM).";
    }

    @Override
    public Set<Signal> needs() {
        return Set.of(Signal.ACTIVATIONS, Signal.CLASS_WEIGHTS);
    }

    @Override
    public INDArray combine(TapReading tap) {
        return tap.weightedSum(Transforms.relu(tap.classWeights(), true)); // [h, w]
    }
}
