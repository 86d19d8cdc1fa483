package org.cam4j.layers.cam.method;

import java.util.Set;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The positive part M_p of CAM.
 *
 * <pre>
 * map[x,y] = sum_(w&gt;0) w[c,k] * f[k,x,y]
 * </pre>
 *
 * <p>Zhang et al. 2022, section 3. The same numbers as {@link CamClamped}: two papers reach one formula, and their tables
 * name it differently.
 */
public final class CamPositive implements CamMethod {
    @Override
    public String id() {
        return "cam-positive";
    }

    @Override
    public String description() {
        return "Evidence for the class alone: maps with a positive weight.";
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
