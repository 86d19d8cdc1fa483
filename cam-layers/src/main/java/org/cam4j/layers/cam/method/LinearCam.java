package org.cam4j.layers.cam.method;

import java.util.Set;
import java.util.function.UnaryOperator;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.custom.SoftMax;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * CAM and its variants: a sum of the maps with a function v of the class weights w.
 *
 * <pre>
 * map[x,y] = sum_k v(w)[c,k] * f[k,x,y]
 *
 * cam                        v = w                                    Zhou 2016, eq. 2
 * cam-recombined             v = |w|                                  Zhang 2022, eq. 3
 * cam-clamped, cam-positive  v = max(w, 0)                            Bae 2020, section 3.2; Zhang 2022, section 3
 * cam-negative               v = max(-w, 0)                           Zhang 2022, section 3
 * cam-softmax                v = exp(w[c,k]) / sum_j exp(w[c,j])
 * cam-weighted               v = w,   maps f * S                      Zhang 2022, section 4.2
 * cam-weighted-recombined    v = |w|, maps f * S                      Zhang 2022, section 4.2 and eq. 3
 *
 * S[k,x,y] = exp(f[k,x,y]) / sum_ij exp(f[k,i,j])
 * </pre>
 *
 * <ul>
 *   <li>Zhou et al., "Learning Deep Features for Discriminative Localization", CVPR 2016. Signed: negative evidence stays negative. Under average pooling the
 *       map's mean over the positions is the logit without the bias.
 *   <li>Bae et al., "Rethinking Class Activation Mapping for Weakly Supervised Object Localization", ECCV 2020 (RCAM).
 *   <li>Zhang et al. 2022: {@code cam-positive} is M_p, {@code cam-negative} is |M_n|, the evidence against the class, and {@code cam-recombined} is M_p + |M_n|,
 *       with |M_n| read as the sum over the magnitudes of the negative weights; on maps after a ReLU that is the magnitude of M_n. {@code cam-weighted} weights
 *       each map as a WGAP head does, by its own softmax over positions. The temperature is 1, as in the paper's head, so that the map depends on the scale of
 *       the activations: large ones put all weight on one position of a channel.
 * </ul>
 *
 * @param id the method's name
 * @param description one sentence
 * @param weightedMaps whether the maps are weighted by their softmax over positions
 * @param function v: gets the class weights {@code [C]}, which it must not change, and returns as many
 */
record LinearCam(String id, String description, boolean weightedMaps, UnaryOperator<INDArray> function)
        implements CamMethod {
    static final CamMethod CAM =
            of("cam", "Sum of the maps, weighted as the classifier weighs them.", weights -> weights);
    static final CamMethod RECOMBINED = of(
            "cam-recombined",
            "Positive evidence plus the magnitude of the negative evidence.",
            weights -> Transforms.abs(weights, true));
    static final CamMethod CLAMPED =
            of("cam-clamped", "CAM with negative weights set to zero (RCAM).", LinearCam::positive);
    static final CamMethod POSITIVE =
            of("cam-positive", "Evidence for the class alone: maps with a positive weight.", LinearCam::positive);
    static final CamMethod NEGATIVE = of(
            "cam-negative",
            "Evidence against the class alone, by magnitude.",
            weights -> Transforms.relu(weights.neg(), false));
    static final CamMethod SOFTMAX =
            of("cam-softmax", "CAM with the softmax over channels of the class weights.", LinearCam::softmax);
    static final CamMethod WEIGHTED =
            new LinearCam("cam-weighted", "CAM of the maps as WGAP weights them.", true, weights -> weights);
    static final CamMethod WEIGHTED_RECOMBINED = new LinearCam(
            "cam-weighted-recombined",
            "CAM of the maps as WGAP weights them, plus the magnitude of the negative evidence.",
            true,
            weights -> Transforms.abs(weights, true));

    private static LinearCam of(String id, String description, UnaryOperator<INDArray> function) {
        return new LinearCam(id, description, false, function);
    }

    private static INDArray positive(INDArray weights) {
        return Transforms.relu(weights, true);
    }

    private static INDArray softmax(INDArray weights) {
        INDArray powers = Transforms.exp(weights.sub(weights.maxNumber()), false); // [C]
        return powers.div(powers.sumNumber());
    }

    @Override
    public Set<Signal> needs() {
        return Set.of(Signal.ACTIVATIONS, Signal.CLASS_WEIGHTS);
    }

    @Override
    public INDArray combine(TapReading tap) {
        INDArray weights = function.apply(tap.classWeights()); // [C]
        if (!weightedMaps) {
            return tap.weightedSum(weights); // [h, w]
        }
        INDArray maps = tap.activations().dup('c').reshape(tap.channels(), tap.height() * tap.width()); // [C, h*w]
        INDArray shares = maps.dup();
        Nd4j.exec(new SoftMax(shares, shares, 1));
        INDArray row = weights.reshape(1, tap.channels()); // [1, C]
        return row.mmul(maps.muli(shares)).dup('c').reshape(tap.height(), tap.width()); // [h, w]
    }
}
