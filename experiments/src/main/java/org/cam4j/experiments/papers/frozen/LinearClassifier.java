package org.cam4j.experiments.papers.frozen;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import de.bwaldvogel.liblinear.Linear;
import de.bwaldvogel.liblinear.Model;
import de.bwaldvogel.liblinear.Parameter;
import de.bwaldvogel.liblinear.Problem;
import de.bwaldvogel.liblinear.SolverType;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * A linear layer without bias on pooled features, {@code score[c] = sum_k weights[k][c] F[k]}, so that its weights, put back on the maps, give class activation maps.
 * Channels are divided by their root mean square while the weights are sought.
 */
public enum LinearClassifier {
    /** Softmax cross-entropy, 200 steps of Adam over all images at once; the strength is the weight decay. */
    SOFTMAX(1e-2, 1e-3, 1e-4) {
        @Override
        double[][] fit(float[][] rows, int[] labels, int classes, double decay) {
            MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                    .seed(1)
                    .updater(new Adam(0.02))
                    .l2(decay)
                    .list()
                    .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                            .nIn(rows[0].length)
                            .nOut(classes)
                            .hasBias(false)
                            .activation(Activation.SOFTMAX)
                            .build())
                    .build());
            network.init();
            network.params().assign(0);
            INDArray images = Nd4j.create(rows); // [N, C]
            INDArray targets = Nd4j.zeros(labels.length, classes);
            for (int i = 0; i < labels.length; i++) {
                targets.putScalar(i, labels[i], 1);
            }
            for (int step = 0; step < STEPS; step++) {
                network.fit(images, targets);
            }
            double[][] weights = network.getLayer(0).getParam("W").toDoubleMatrix(); // [C, K]
            images.close();
            targets.close();
            return weights;
        }
    },

    /**
     * A linear support vector machine for each class against the others, squared hinge loss, by LIBLINEAR (Fan et al. 2008), as Zhou et al. 2016, section 4; the strength
     * is C.
     */
    SVM(0.001, 0.01, 0.1) {
        @Override
        double[][] fit(float[][] rows, int[] labels, int classes, double cost) {
            Problem problem = new Problem();
            problem.l = rows.length;
            problem.n = rows[0].length;
            problem.bias = -1;
            problem.y = Arrays.stream(labels).asDoubleStream().toArray();
            problem.x = new Feature[rows.length][];
            for (int i = 0; i < rows.length; i++) {
                problem.x[i] = new Feature[problem.n];
                for (int k = 0; k < problem.n; k++) {
                    problem.x[i][k] = new FeatureNode(k + 1, rows[i][k]);
                }
            }
            Linear.disableDebugOutput();
            Model model = Linear.train(problem, new Parameter(SolverType.L2R_L2LOSS_SVC_DUAL, cost, 0.01));
            double[] found = model.getFeatureWeights();
            int columns = model.getNrClass() == 2 ? 1 : model.getNrClass();
            double[][] weights = new double[problem.n][classes];
            for (int k = 0; k < problem.n; k++) {
                for (int c = 0; c < model.getNrClass(); c++) {
                    double weight = found[k * columns + (columns == 1 ? 0 : c)];
                    weights[k][model.getLabels()[c]] = columns == 1 && c == 1 ? -weight : weight;
                }
            }
            return weights;
        }
    };

    private static final int STEPS = 200;
    private static final int HELD_OUT = 5;

    private final List<Double> strengths;

    LinearClassifier(Double... strengths) {
        this.strengths = List.of(strengths);
    }

    abstract double[][] fit(float[][] rows, int[] labels, int classes, double strength);

    /**
     * The weights whose strength of regularization is best on the validation images; where there are none, on every fifth training image, and the weights are then fitted
     * to all training images.
     *
     * @return {@code [channels][classes]}
     */
    public double[][] fit(PooledFeatures train, PooledFeatures validation, int classes) {
        boolean hasValidation = validation.values().length > 0;
        PooledFeatures fitted = hasValidation ? train : train.part(false, HELD_OUT);
        PooledFeatures measured = hasValidation ? validation : train.part(true, HELD_OUT);
        double[][] best = {};
        double bestStrength = strengths.get(0);
        double right = -1;
        for (double strength : strengths) {
            double[][] weights = scaledFit(fitted, classes, strength);
            double now = measured.percentRight(weights);
            if (now > right) {
                right = now;
                best = weights;
                bestStrength = strength;
            }
        }
        return hasValidation ? best : scaledFit(train, classes, bestStrength);
    }

    private double[][] scaledFit(PooledFeatures train, int classes, double strength) {
        int channels = train.values()[0].length;
        float[] scale = new float[channels];
        for (int k = 0; k < channels; k++) {
            double squares = 0;
            for (float[] row : train.values()) {
                squares += (double) row[k] * row[k];
            }
            scale[k] = squares > 0 ? (float) (1 / Math.sqrt(squares / train.values().length)) : 0;
        }
        float[][] rows = new float[train.values().length][channels];
        for (int i = 0; i < rows.length; i++) {
            for (int k = 0; k < channels; k++) {
                rows[i][k] = train.values()[i][k] * scale[k];
            }
        }
        double[][] weights = fit(rows, train.labels(), classes, strength);
        for (int k = 0; k < channels; k++) {
            for (int c = 0; c < classes; c++) {
                weights[k][c] *= scale[k];
            }
        }
        return weights;
    }
}
