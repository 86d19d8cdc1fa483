package org.cam4j.layers.cam.method;

import java.util.Set;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * CAM with the softmax of the class weights in their place: no weight is negative, large ones dominate.
 *
 * <pre>
 * map[x,y] = sum_k exp(w[c,k]) / sum_j exp(w[c,j]) * f[k,x,y]
 * </pre>
 */
public final class CamSoftmax implements CamMethod {
    @Override
    public String id() {
        return "cam-softmax";
    }

    @Override
    public String description() {
        return "CAM with the softmax over channels of the class weights.";
    }

    @Override
    public Set<Signal> needs() {
        return Set.of(Signal.ACTIVATIONS, Signal.CLASS_WEIGHTS);
    }

    @Override
    public INDArray combine(TapReading tap) {
        INDArray weights = tap.classWeights();
        INDArray powers = Transforms.exp(weights.sub(weights.maxNumber()), false); // [C]
        return tap.weightedSum(powers.div(powers.sumNumber())); // [h, w]
    }
}
