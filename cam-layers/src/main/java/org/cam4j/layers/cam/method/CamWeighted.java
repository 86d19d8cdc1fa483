package org.cam4j.layers.cam.method;

import java.util.Set;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.custom.SoftMax;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * CAM of feature maps that are weighted as a WGAP head weights them, each by its own softmax over positions.
 *
 * <pre>
 * S[k,x,y]   = exp(f[k,x,y]) / sum_ij exp(f[k,i,j])
 * map[x,y]   = sum_k v[c,k] * f[k,x,y] * S[k,x,y],   v = w, or |w| where recombined      (eq. 3)
 * </pre>
 *
 * <p>Zhang et al. 2022, section 4.2 and equation 3, in the reading "we recombine the weighted feature maps"; {@link Cam} and {@link CamRecombined} take the plain
 * maps. The temperature is 1, as in the paper's head, so that the map depends on the scale of the activations: large ones put all
 * weight on one position a channel.
 */
public final class CamWeighted implements CamMethod {
    private final boolean recombined;

    /**
     * One of the two.
     *
     * @param recombined whether negative weights count by their magnitude
     */
    public CamWeighted(boolean recombined) {
        this.recombined = recombined;
    }

    @Override
    public String id() {
        return recombined ? "cam-weighted-recombined" : "cam-weighted";
    }

    @Override
    public String description() {
        return "CAM of the maps as WGAP weights them"
                + (recombined ? ", plus the magnitude of the negative evidence." : ".");
    }

    @Override
    public Set<Signal> needs() {
        return Set.of(Signal.ACTIVATIONS, Signal.CLASS_WEIGHTS);
    }

    @Override
    public INDArray combine(TapReading tap) {
        INDArray maps = tap.activations().dup('c').reshape(tap.channels(), tap.height() * tap.width()); // [C, h*w]
        INDArray shares = maps.dup();
        Nd4j.exec(new SoftMax(shares, shares, 1));
        INDArray weights = recombined ? Transforms.abs(tap.classWeights(), true) : tap.classWeights();
        INDArray row = weights.reshape(1, tap.channels()); // [1, C]
        return row.mmul(maps.muli(shares)).dup('c').reshape(tap.height(), tap.width()); // [h, w]
    }
}
