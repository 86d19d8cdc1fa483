package org.cam4j.layers.cam.method;

import java.util.Set;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Feature Explanation Method: where channels are unusually strong; the same map for every class.
 *
 * <pre>
 * map[i,j] = sum_c mu[c] * 1[A[c,i,j] &gt; mu[c] + 2 sigma[c]]      mean and standard deviation over positions
 * </pre>
 *
 * <p>Fuad et al., "Features Understanding in 3D CNNs for Actions Recognition in Video", IPTA 2020, section 3, with k = 2.
 */
final class Fem implements CamMethod {
    private static final double DEVIATIONS = 2;

    @Override
    public String id() {
        return "fem";
    }

    @Override
    public String description() {
        return "Channels where they exceed their mean by two standard deviations; the same for every class.";
    }

    @Override
    public Set<Signal> needs() {
        return Set.of(Signal.ACTIVATIONS);
    }

    @Override
    public INDArray combine(TapReading tap) {
        INDArray maps = tap.activations(); // [C, h, w]
        INDArray means = maps.mean(1, 2); // [C]
        INDArray centered = maps.sub(means.reshape(tap.channels(), 1, 1));
        INDArray limits = centered.mul(centered).mean(1, 2).mul(DEVIATIONS * DEVIATIONS); // [C], squared
        INDArray strong = centered.gt(0)
                .castTo(maps.dataType())
                .muli(centered.mul(centered)
                        .gt(limits.reshape(tap.channels(), 1, 1))
                        .castTo(maps.dataType()));
        return strong.muli(means.reshape(tap.channels(), 1, 1)).sum(0); // [h, w]
    }
}
