package org.cam4j.layers.cam.method;

import java.util.Set;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Grad-CAM++: positive gradients, weighted so that every instance of the class counts.
 *
 * <pre>
 * alpha[c,i,j] = g^2 / (2 g^2 + sum_ij(A[c]) g^3 + 1e-6), 0 where g = 0      (eq. 19)
 * weight[c]    = sum_ij alpha[c,i,j] * max(0, g[c,i,j])                      (eq. 11)
 * map[i,j]     = max(0, sum_c weight[c] * A[c,i,j])                          (eq. 12)
 * </pre>
 *
 * <p>Chattopadhay et al., "Grad-CAM++", WACV 2018. The score is the logit, its derivative g; the paper exponentiates the
 * score, which leaves alpha as it is and multiplies the map by a constant.
 */
final class GradCamPlusPlus implements CamMethod {
    @Override
    public String id() {
        return "grad-cam++";
    }

    @Override
    public String description() {
        return "Maps weighted by positive gradients, each position by its second-order share.";
    }

    @Override
    public Set<Signal> needs() {
        return Set.of(Signal.ACTIVATIONS, Signal.GRADIENTS);
    }

    @Override
    public INDArray combine(TapReading tap) {
        INDArray gradients = tap.gradients(); // [C, h, w]
        INDArray squares = gradients.mul(gradients);
        INDArray sums = tap.activations().sum(1, 2).reshape(tap.channels(), 1, 1); // [C, 1, 1]
        INDArray denominator =
                squares.mul(2).addi(squares.mul(gradients).muli(sums)).addi(1e-6);
        INDArray alpha = squares.divi(denominator); // [C, h, w], 0 where g = 0
        INDArray weights = alpha.muli(Transforms.relu(gradients, true)).sum(1, 2); // [C]
        return Transforms.relu(tap.weightedSum(weights), false); // [h, w]
    }
}
