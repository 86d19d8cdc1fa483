package org.cam4j.experiments.papers.frozen;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.cam4j.training.run.RunIdentity;

/**
 * A head that tells two classes apart: one linear score on pooled features, positive for the first class; its weights on the maps are the first class's activation
 * map against the second, and their negatives the second's against the first. Trained by logistic loss with Adam, features divided by their root mean square
 * meanwhile.
 *
 * <p>Meng et al., 2019, section 4.2: learning rate 0.0001, batches of 24, until an epoch's accuracy is above 0.95 or after 10 epochs. Differs: the paper trains the
 * whole network and does not name its optimizer.
 *
 * @param weights {@code [channels]}
 * @param bias added to the score; no part of a map
 * @param epochs that were needed
 * @param accuracy of the last epoch, each image judged before it was learned from
 */
public record BinaryHead(double[] weights, double bias, int epochs, double accuracy) {
    private static final double FIRST_MOMENT = 0.9;
    private static final double SECOND_MOMENT = 0.999;
    private static final double EPSILON = 1e-8;

    /**
     * How it is trained.
     *
     * @param learningRate of Adam
     * @param batchSize images a step
     * @param epochs at most
     * @param stopAbove the accuracy of an epoch that ends the training; 1 or more for never
     * @param seed decides the order of the images
     */
    public record Recipe(double learningRate, int batchSize, int epochs, double stopAbove, long seed) {
        /** The paper's. */
        public static final Recipe PAPER = new Recipe(1e-4, 24, 10, 0.95, 1);

        /** Every choice of this recipe. The names are part of the file format. */
        public RunIdentity identity() {
            return RunIdentity.of("learningRate", learningRate)
                    .with("batchSize", batchSize)
                    .with("epochs", epochs)
                    .with("stopAbove", stopAbove)
                    .with("seed", seed);
        }

        /** The same with another seed. */
        public Recipe withSeed(long other) {
            return new Recipe(learningRate, batchSize, epochs, stopAbove, other);
        }
    }

    /** An image's row and whether it is of the first class. */
    private record Example(float[] row, boolean first) {}

    /**
     * Trains a head from zero.
     *
     * @param first rows of the first class's images
     * @param second rows of the second's
     * @throws IllegalArgumentException when one of them has no image
     */
    public static BinaryHead fit(List<float[]> first, List<float[]> second, Recipe recipe) {
        if (first.isEmpty() || second.isEmpty()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Binary head: %d and %d images, expected some of both classes.",
                    first.size(),
                    second.size()));
        }
        List<Example> examples = new ArrayList<>();
        first.forEach(row -> examples.add(new Example(row, true)));
        second.forEach(row -> examples.add(new Example(row, false)));
        double[] scale = scale(examples);
        int channels = scale.length;
        double[] values = new double[channels + 1]; // the bias last
        double[] mean = new double[channels + 1];
        double[] square = new double[channels + 1];
        Random random = new Random(recipe.seed());
        int step = 0;
        int epoch = 0;
        double accuracy = 0;
        while (epoch < recipe.epochs() && accuracy <= recipe.stopAbove()) {
            epoch++;
            Collections.shuffle(examples, random);
            int right = 0;
            for (int begin = 0; begin < examples.size(); begin += recipe.batchSize()) {
                List<Example> batch = examples.subList(begin, Math.min(examples.size(), begin + recipe.batchSize()));
                double[] gradient = new double[channels + 1];
                right += learn(batch, scale, values, gradient);
                step++;
                double first1 = 1 - Math.pow(FIRST_MOMENT, step);
                double second1 = 1 - Math.pow(SECOND_MOMENT, step);
                for (int k = 0; k <= channels; k++) {
                    mean[k] = FIRST_MOMENT * mean[k] + (1 - FIRST_MOMENT) * gradient[k];
                    square[k] = SECOND_MOMENT * square[k] + (1 - SECOND_MOMENT) * gradient[k] * gradient[k];
                    values[k] -= recipe.learningRate() * mean[k] / first1 / (Math.sqrt(square[k] / second1) + EPSILON);
                }
            }
            accuracy = (double) right / examples.size();
        }
        double[] weights = new double[channels];
        for (int k = 0; k < channels; k++) {
            weights[k] = values[k] * scale[k];
        }
        return new BinaryHead(weights, values[channels], epoch, accuracy);
    }

    /** Adds up the batch's mean gradient; returns how many of its images were right. */
    private static int learn(List<Example> batch, double[] scale, double[] values, double[] gradient) {
        int right = 0;
        for (Example example : batch) {
            double score = values[scale.length];
            for (int k = 0; k < scale.length; k++) {
                score += values[k] * scale[k] * example.row()[k];
            }
            right += score > 0 == example.first() ? 1 : 0;
            double error = (1 / (1 + Math.exp(-score)) - (example.first() ? 1 : 0)) / batch.size();
            for (int k = 0; k < scale.length; k++) {
                gradient[k] += error * scale[k] * example.row()[k];
            }
            gradient[scale.length] += error;
        }
        return right;
    }

    private static double[] scale(List<Example> examples) {
        double[] squares = new double[examples.get(0).row().length];
        for (Example example : examples) {
            for (int k = 0; k < squares.length; k++) {
                squares[k] += (double) example.row()[k] * example.row()[k];
            }
        }
        for (int k = 0; k < squares.length; k++) {
            squares[k] = squares[k] > 0 ? 1 / Math.sqrt(squares[k] / examples.size()) : 0;
        }
        return squares;
    }
}
