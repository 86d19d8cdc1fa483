package org.cam4j.layers.cam.method;

import java.util.Set;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Eigen-CAM: the first principal component of the activations. It asks for no class.
 *
 * <pre>
 * M[i,c] = A[c,i] - mean_i A[c,i]      positions i in rows, channels in columns
 * M      = U S V^T
 * map    = M v_1
 * </pre>
 *
 * <p>Muhammad and Yeasin, "Eigen-CAM", IJCNN 2020. A singular vector has no sign: the map is flipped where |min| &gt; |max|.
 */
public final class EigenCam implements CamMethod {
    @Override
    public String id() {
        return "eigen-cam";
    }

    @Override
    public String description() {
        return "First principal component of the maps; the same for every class.";
    }

    @Override
    public Set<Signal> needs() {
        return Set.of(Signal.ACTIVATIONS);
    }

    @Override
    public INDArray combine(TapReading tap) {
        return PrincipalComponent.of(tap.activations()); // [h, w]
    }
}
