package org.cam4j.layers.cam.method;

import java.util.Set;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.eigen.Eigen;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Eigen-CAM, the first principal component of the activations, and Eigen-Grad-CAM, that of gradient times activation.
 *
 * <pre>
 * M[i,c] = B[c,i] - mean_i B[c,i]      positions i in rows, channels in columns
 * M      = U S V^T
 * map    = M v_1
 *
 * eigen-cam       B = A      no class is asked for
 * eigen-grad-cam  B = g A    the products of {@link HiResCam}, so that the class counts
 * </pre>
 *
 * <p>Muhammad and Yeasin, "Eigen-CAM", IJCNN 2020. A singular vector has no sign: the map is flipped where |min| &gt; |max|.
 *
 * @param withGradients whether it is Eigen-Grad-CAM
 */
record EigenCam(boolean withGradients) implements CamMethod {
    @Override
    public String id() {
        return withGradients ? "eigen-grad-cam" : "eigen-cam";
    }

    @Override
    public String description() {
        return withGradients
                ? "First principal component of the maps times their gradients."
                : "First principal component of the maps; the same for every class.";
    }

    @Override
    public Set<Signal> needs() {
        return withGradients ? Set.of(Signal.ACTIVATIONS, Signal.GRADIENTS) : Set.of(Signal.ACTIVATIONS);
    }

    @Override
    public INDArray combine(TapReading tap) {
        INDArray maps = tap.activations(); // [C, h, w]
        return principalComponent(withGradients ? maps.mul(tap.gradients()) : maps); // [h, w]
    }

    /**
     * The projection of the centered channels onto their first right singular vector.
     *
     * @param maps {@code [C,h,w]}
     * @return a new array {@code [h,w]}, its sign such that the largest magnitude is positive
     */
    private static INDArray principalComponent(INDArray maps) {
        long channels = maps.size(0);
        long positions = maps.size(1) * maps.size(2);
        INDArray flat = maps.castTo(DataType.DOUBLE).dup('c').reshape('c', channels, positions); // [C, hw]
        INDArray centered = flat.sub(flat.mean(true, 1)).transpose().dup('c'); // [hw, C]
        INDArray projection;
        if (positions < channels) { // the smaller of M M^T and M^T M has the same eigenvalues
            INDArray square = centered.mmul(centered.transpose()); // [hw, hw]
            INDArray first = lastEigenvector(square); // u_1
            double length = Math.sqrt(
                    Math.max(first.transpose().mmul(square).mmul(first).getDouble(0), 0));
            projection = first.mul(length); // M v_1 = s_1 u_1
        } else {
            projection = centered.mmul(lastEigenvector(centered.transpose().mmul(centered))); // M v_1
        }
        boolean flip =
                -projection.minNumber().doubleValue() > projection.maxNumber().doubleValue();
        INDArray map = flip ? projection.neg() : projection;
        return map.castTo(maps.dataType()).dup('c').reshape('c', maps.size(1), maps.size(2)); // [h, w]
    }

    /** The eigenvector of the largest eigenvalue, which comes last; {@code [n,1]}. */
    private static INDArray lastEigenvector(INDArray symmetric) {
        INDArray vectors = symmetric.dup('f');
        Eigen.symmetricGeneralizedEigenvalues(vectors);
        long last = symmetric.columns() - 1;
        return vectors.get(NDArrayIndex.all(), NDArrayIndex.interval(last, last + 1))
                .dup('c');
    }
}
