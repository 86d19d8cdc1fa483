package org.cam4j.training.internal.batch;

import java.util.Locale;
import org.cam4j.training.graph.OutputKind;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The loss of an output with a weight for every summand. Its labels are {@code [N, 2 outputs]}: the targets, and behind them the weights, as {@link WeightedTargets#labels} lays them.
 *
 * <p>Deeplearning4j's label masks are exact for 0 and 1 alone: an output layer multiplies its pre-activations by the mask too, and binary cross-entropy multiplies the gradient
 * twice. The weights of its losses are those of the outputs' columns, not of images.
 */
public final class WeightedLoss implements ILossFunction {
    private static final long serialVersionUID = 1;

    private final OutputKind kind;
    private final ILossFunction plain;

    /** The loss of an output of this kind. */
    @JsonCreator
    public WeightedLoss(@JsonProperty("kind") OutputKind kind) {
        this.kind = kind;
        plain = kind.loss().getILossFunction();
    }

    /**
     * Makes this the loss of a network's output.
     *
     * @throws IllegalArgumentException in one line, if the layer has no loss
     */
    public static void replaceIn(Layer output, OutputKind kind) {
        WeightedLoss loss = new WeightedLoss(kind);
        if (output instanceof BaseOutputLayer layer) {
            layer.setLossFn(loss);
        } else if (output instanceof LossLayer layer) {
            layer.setLossFn(loss);
        } else {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Class weights: the network ends in a %s, expected an OutputLayer or a LossLayer.",
                    output.getClass().getSimpleName()));
        }
    }

    /** What the output is. */
    @JsonProperty("kind")
    public OutputKind kind() {
        return kind;
    }

    private static INDArray half(INDArray labels, int number) {
        long outputs = labels.size(1) / 2;
        return labels.get(NDArrayIndex.all(), NDArrayIndex.interval(number * outputs, (number + 1) * outputs));
    }

    @Override
    public double computeScore(
            INDArray labels, INDArray preOutput, IActivation activation, @Nullable INDArray mask, boolean average) {
        double sum = sum(labels, preOutput, activation);
        return average ? sum / labels.size(0) : sum;
    }

    private double sum(INDArray labels, INDArray preOutput, IActivation activation) {
        float[][] outputs = activation.getActivation(preOutput.dup(), true).toFloatMatrix(); // [N,outputs]
        OutputKind ofColumns =
                kind == OutputKind.SIGMOID ? OutputKind.MULTI_LABEL : kind; // one column, of the second class
        return ofColumns.loss(
                outputs, half(labels, 0).toFloatMatrix(), half(labels, 1).toFloatMatrix());
    }

    @Override
    public INDArray computeScoreArray(
            INDArray labels, INDArray preOutput, IActivation activation, @Nullable INDArray mask) {
        float[][] scores = new float[(int) labels.size(0)][1];
        for (int i = 0; i < scores.length; i++) {
            scores[i][0] = (float)
                    sum(labels.slice(i).reshape(1, -1), preOutput.slice(i).reshape(1, -1), activation);
        }
        return Nd4j.createFromArray(scores); // [N,1]
    }

    @Override
    public INDArray computeGradient(
            INDArray labels, INDArray preOutput, IActivation activation, @Nullable INDArray mask) {
        INDArray values = preOutput.dup(); // binary cross-entropy overwrites them, which are a loss layer's input
        return plain.computeGradient(half(labels, 0), values, activation, null).muli(half(labels, 1));
    }

    @Override
    public Pair<Double, INDArray> computeGradientAndScore(
            INDArray labels, INDArray preOutput, IActivation activation, @Nullable INDArray mask, boolean average) {
        return new Pair<>(
                computeScore(labels, preOutput, activation, mask, average),
                computeGradient(labels, preOutput, activation, mask));
    }

    @Override
    public String name() {
        return "weighted " + plain.name();
    }
}
