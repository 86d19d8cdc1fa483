package org.cam4j.training.fit.target;

import java.util.List;
import java.util.Locale;
import org.apache.commons.math3.stat.descriptive.moment.Mean;
import org.apache.commons.math3.stat.descriptive.moment.StandardDeviation;
import org.cam4j.datasets.Sample;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Mean and standard deviation of the targets of a regression over the training images. A network learns the targets minus the mean, divided by the deviation; the network that
 * is used has both in the weights of its last layer, so that it puts out the targets in their own units:
 *
 * <pre>
 * y = s (W x + b) + m = (s W) x + (s b + m)
 * </pre>
 *
 * @param mean m, one a target; empty for none
 * @param deviation s, above 0
 */
public record TargetScale(float[] mean, float[] deviation) {
    /** Targets are learned as they are. */
    public static final TargetScale NONE = new TargetScale(new float[0], new float[0]);

    private static final String WEIGHTS = "W";
    private static final String BIAS = "b";

    /** The scale of these targets; {@link #NONE} unless they are to be standardized. A target that is the same for all images keeps its unit. */
    public static TargetScale of(RegressionTargets targets, List<Sample> training, int outputs) {
        if (!targets.isStandardized()) {
            return NONE;
        }
        float[] mean = new float[outputs];
        float[] deviation = new float[outputs];
        float[][] values = training.stream()
                .map(sample -> targets.checked(sample, outputs))
                .toArray(float[][]::new); // [N,outputs]
        for (int k = 0; k < outputs; k++) {
            double[] column = new double[values.length];
            for (int i = 0; i < column.length; i++) {
                column[i] = values[i][k];
            }
            mean[k] = (float) new Mean().evaluate(column);
            float spread = (float) new StandardDeviation(false).evaluate(column);
            deviation[k] = spread > 0 ? spread : 1;
        }
        return new TargetScale(mean, deviation);
    }

    public boolean isNone() {
        return mean.length == 0;
    }

    /** Numbers of one image as they are learned. */
    public float[] scaled(float[] numbers) {
        if (isNone()) {
            return numbers;
        }
        float[] scaled = new float[numbers.length];
        for (int k = 0; k < scaled.length; k++) {
            scaled[k] = (numbers[k] - mean[k]) / deviation[k];
        }
        return scaled;
    }

    /**
     * Changes a network that puts out scaled numbers into one that puts them out in their own units.
     *
     * @throws IllegalArgumentException if its last layer is not linear with a bias
     */
    public void foldInto(ComputationGraph graph) {
        Layer output = graph.getOutputLayer(0);
        if (!(output.conf().getLayer() instanceof OutputLayer layer) || !layer.hasBias()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "The network ends in a layer of the kind %s; standardized targets need a linear layer with a bias, as the head gap has.",
                    output.conf().getLayer().getClass().getSimpleName()));
        }
        INDArray factor = Nd4j.createFromArray(deviation);
        output.getParam(WEIGHTS).muliRowVector(factor); // [in,outputs]
        INDArray bias = output.getParam(BIAS); // [1,outputs]
        bias.muli(factor.reshape(bias.shape())).addi(Nd4j.createFromArray(mean).reshape(bias.shape()));
    }
}
