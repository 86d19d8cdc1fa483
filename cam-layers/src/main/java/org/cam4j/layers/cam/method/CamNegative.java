package org.cam4j.layers.cam.method;

import java.util.Set;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The magnitude |M_n| of the negative part of CAM: where the network sees evidence against the class.
 *
 * <pre>
 * map[x,y] = sum_(w&lt;0) |w[c,k]| * f[k,x,y]
 * </pre>
 *
 * <p>Zhang et al. 2022, section 3. High values speak against the class.
 */
public final class CamNegative implements CamMethod {
    @Override
    public String id() {
        return "cam-negative";
    }

    @Override
    public String description() {
        return "Evidence against the class alone, by magnitude.";
    }

    @Override
    public Set<Signal> needs() {
        return Set.of(Signal.ACTIVATIONS, Signal.CLASS_WEIGHTS);
    }

    @Override
    public INDArray combine(TapReading tap) {
        return tap.weightedSum(Transforms.relu(tap.classWeights().neg(), false)); // [h, w]
    }
}
