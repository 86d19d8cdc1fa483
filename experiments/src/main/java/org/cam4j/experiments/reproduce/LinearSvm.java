package org.cam4j.experiments.reproduce;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import de.bwaldvogel.liblinear.Linear;
import de.bwaldvogel.liblinear.Model;
import de.bwaldvogel.liblinear.Parameter;
import de.bwaldvogel.liblinear.Problem;
import de.bwaldvogel.liblinear.SolverType;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Linear support vector machines, each class against the rest, by LIBLINEAR (Fan et al., JMLR 2008; L2-regularised L2-loss, dual). On features of global average
 * pooling their weights make class activation maps as those of a softmax layer do (Zhou et al., CVPR 2016, section 4).
 */
public final class LinearSvm {
    private static final double TOLERANCE = 0.01;

    private final double[][] weights;
    private final double[] biases;

    private LinearSvm(double[][] weights, double[] biases) {
        this.weights = weights;
        this.biases = biases;
    }

    /**
     * Trains.
     *
     * @param features one array an image; scaled to a mean length of 1 for training, which the weights take back
     * @param labels from 0; every class must be there
     * @param classes how many
     * @param cost of an error, LIBLINEAR's C
     */
    public static LinearSvm train(List<double[]> features, int[] labels, int classes, double cost) {
        double scale = features.stream()
                .mapToDouble(one -> Math.sqrt(Arrays.stream(one).map(v -> v * v).sum()))
                .average()
                .orElse(1);
        int length = features.get(0).length;
        Problem problem = new Problem();
        problem.l = features.size();
        problem.n = length + 1;
        problem.bias = 1;
        problem.x = new Feature[problem.l][];
        problem.y = new double[problem.l];
        for (int i = 0; i < problem.l; i++) {
            problem.x[i] = nodes(features.get(i), scale);
        }
        Linear.disableDebugOutput(); // it would go to standard output
        double[][] weights = new double[classes][length];
        double[] biases = new double[classes];
        for (int label = 0; label < classes; label++) {
            for (int i = 0; i < problem.l; i++) {
                problem.y[i] = labels[i] == label ? 1 : -1;
            }
            Parameter parameter = new Parameter(SolverType.L2R_L2LOSS_SVC_DUAL, cost, TOLERANCE);
            parameter.setRandom(new Random(0));
            Model model = Linear.train(problem, parameter);
            double sign = model.getLabels()[0] == 1 ? 1 : -1;
            for (int k = 0; k < length; k++) {
                weights[label][k] = sign * model.getFeatureWeights()[k] / scale;
            }
            biases[label] = sign * model.getFeatureWeights()[length];
        }
        return new LinearSvm(weights, biases);
    }

    private static Feature[] nodes(double[] features, double scale) {
        Feature[] nodes = new Feature[features.length + 1];
        for (int k = 0; k < features.length; k++) {
            nodes[k] = new FeatureNode(k + 1, features[k] / scale);
        }
        nodes[features.length] = new FeatureNode(features.length + 1, 1);
        return nodes;
    }

    /** The weights of a class, one a feature. */
    public double[] weights(int label) {
        return weights[label].clone();
    }

    /** How far the features lie on the side of each class. */
    public float[] scores(double[] features) {
        float[] scores = new float[weights.length];
        for (int label = 0; label < scores.length; label++) {
            double sum = biases[label];
            for (int k = 0; k < features.length; k++) {
                sum += weights[label][k] * features[k];
            }
            scores[label] = (float) sum;
        }
        return scores;
    }
}
