package org.cam4j.experiments.papers.frozen;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * A linear layer with bias that minimizes the squared loss on pooled features, plus a part of the features' mean square times the squared weights.
 *
 * <pre>
 * prediction[t] = bias[t] + sum_k weights[k][t] F[k]
 * weights = (X'X + strength * mean(diag X'X) I)^-1 X'Y        (X, Y: less their means)
 * </pre>
 *
 * @param weights {@code [channels][targets]}
 * @param bias {@code [targets]}
 */
public record RidgeRegression(double[][] weights, double[] bias) {
    /**
     * The closed solution.
     *
     * @param features {@code [images][channels]}
     * @param targets {@code [images][targets]}
     * @param strength above 0
     */
    public static RidgeRegression fit(float[][] features, double[][] targets, double strength) {
        double[][] x = new double[features.length][features[0].length];
        for (int i = 0; i < x.length; i++) {
            for (int k = 0; k < x[i].length; k++) {
                x[i][k] = features[i][k];
            }
        }
        double[] meanOfFeatures = mean(x);
        double[] meanOfTargets = mean(targets);
        RealMatrix centered = less(x, meanOfFeatures);
        RealMatrix gram = centered.transpose().multiply(centered); // [C, C]
        double ridge = strength * gram.getTrace() / gram.getRowDimension();
        for (int k = 0; k < gram.getRowDimension(); k++) {
            gram.addToEntry(k, k, ridge);
        }
        double[][] weights = new CholeskyDecomposition(gram)
                .getSolver()
                .solve(centered.transpose().multiply(less(targets, meanOfTargets)))
                .getData(); // [C, T]
        double[] bias = meanOfTargets.clone();
        for (int t = 0; t < bias.length; t++) {
            for (int k = 0; k < weights.length; k++) {
                bias[t] -= weights[k][t] * meanOfFeatures[k];
            }
        }
        return new RidgeRegression(weights, bias);
    }

    /** The predictions, {@code [images][targets]}. */
    public double[][] predict(float[][] features) {
        double[][] predictions = new double[features.length][];
        for (int i = 0; i < features.length; i++) {
            predictions[i] = bias.clone();
            for (int k = 0; k < weights.length; k++) {
                for (int t = 0; t < bias.length; t++) {
                    predictions[i][t] += weights[k][t] * features[i][k];
                }
            }
        }
        return predictions;
    }

    private static double[] mean(double[][] rows) {
        double[] mean = new double[rows[0].length];
        for (double[] row : rows) {
            for (int k = 0; k < mean.length; k++) {
                mean[k] += row[k] / rows.length;
            }
        }
        return mean;
    }

    private static RealMatrix less(double[][] rows, double[] mean) {
        double[][] centered = new double[rows.length][mean.length];
        for (int i = 0; i < rows.length; i++) {
            for (int k = 0; k < mean.length; k++) {
                centered[i][k] = rows[i][k] - mean[k];
            }
        }
        return new Array2DRowRealMatrix(centered, false);
    }
}
