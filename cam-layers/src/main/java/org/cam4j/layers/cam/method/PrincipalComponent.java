package org.cam4j.layers.cam.method;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.eigen.Eigen;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** What each position has of the direction in which the channels vary most. */
final class PrincipalComponent {
    private PrincipalComponent() {}

    /**
     * The projection of the centered channels onto their first right singular vector.
     *
     * @param maps {@code [C,h,w]}
     * @return a new array {@code [h,w]}, its sign such that the largest magnitude is positive
     */
    static INDArray of(INDArray maps) {
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
