package org.cam4j.layers.cam.method;

import java.util.Set;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * CAM: the maps weighted as the linear layer behind the pooling weighs them.
 *
 * <pre>
 * map[x,y] = sum_k w[c,k] * f[k,x,y]      (eq. 2)
 * </pre>
 *
 * <p>Zhou et al., "Learning Deep Features for Discriminative Localization", CVPR 2016. Signed: negative evidence stays
 * negative. Under average pooling its mean over the positions is the logit without the bias.
 */
public final class Cam implements CamMethod {
    @Override
    public String id() {
        return "cam";
    }

    @Override
    public String description() {
        return "Sum of the maps, weighted as the classifier weighs them.";
    }

    @Override
    public Set<Signal> needs() {
        return Set.of(Signal.ACTIVATIONS, Signal.CLASS_WEIGHTS);
    }

    @Override
    public INDArray combine(TapReading tap) {
        return tap.weightedSum(tap.classWeights()); // [h, w]
    }
}
