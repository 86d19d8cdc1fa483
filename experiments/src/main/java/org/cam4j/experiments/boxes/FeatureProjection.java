package org.cam4j.experiments.boxes;

import java.util.Locale;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;

/**
 * A coarse map, drawn again with the finer maps of an earlier layer of the same network: the combination of those maps that comes closest to it within this one
 * image (ridge regression).
 *
 * <pre>
 * a* = argmin_a  1/n sum_p (m_p - mean(m) - a . f_p)^2 + lambda t |a|^2 ,    t = 1/(n C) sum_p |f_p|^2
 * map_p = a* . f_p                               f centered over the positions p = 1..n
 * </pre>
 *
 * <p>A class map knows where the object is but not how far it reaches. What the object has in common, in color and texture, holds for its other parts too, and
 * earlier layers see it; the regression finds what sets the bright places apart and so spreads to them. It is one linear system of C unknowns an image. Related: the
 * propagation over pixel affinities of Ahn and Kwak (CVPR 2018), without training, and Guillaumin et al. (IJCV 2014), who segment by what their seeds share.
 */
final class FeatureProjection {
    private final double lambda;

    /**
     * A projection.
     *
     * @param lambda of the ridge, in units of the features' mean variance; positive
     */
    FeatureProjection(double lambda) {
        if (!(lambda > 0)) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "Feature projection: lambda %s; expected more than 0.", lambda));
        }
        this.lambda = lambda;
    }

    /**
     * The map in terms of the features.
     *
     * @param map n values
     * @param features {@code [C][n]}; left as they are
     * @return n values with mean 0; all 0 where no feature varies
     */
    double[] project(double[] map, double[][] features) {
        int channels = features.length;
        double[][] centered = new double[channels][];
        for (int channel = 0; channel < channels; channel++) {
            centered[channel] = centered(features[channel]);
        }
        double[] target = centered(map);
        double[][] system = new double[channels][channels];
        double[] right = new double[channels];
        double trace = 0;
        for (int row = 0; row < channels; row++) {
            for (int column = 0; column <= row; column++) {
                system[row][column] = product(centered[row], centered[column]) / map.length;
                system[column][row] = system[row][column];
            }
            right[row] = product(centered[row], target) / map.length;
            trace += system[row][row];
        }
        double[] result = new double[map.length];
        if (!(trace > 0)) {
            return result;
        }
        double scale = trace / channels;
        for (int row = 0; row < channels; row++) {
            for (int column = 0; column < channels; column++) {
                system[row][column] /= scale;
            }
            system[row][row] += lambda;
            right[row] /= scale;
        }
        double[] weights = new CholeskyDecomposition(new Array2DRowRealMatrix(system, false))
                .getSolver()
                .solve(new ArrayRealVector(right, false))
                .toArray();
        for (int channel = 0; channel < channels; channel++) {
            for (int place = 0; place < result.length; place++) {
                result[place] += weights[channel] * centered[channel][place];
            }
        }
        return result;
    }

    private static double[] centered(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        double[] result = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = values[i] - sum / values.length;
        }
        return result;
    }

    private static double product(double[] first, double[] second) {
        double sum = 0;
        for (int i = 0; i < first.length; i++) {
            sum += first[i] * second[i];
        }
        return sum;
    }
}
