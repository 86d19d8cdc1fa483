package org.cam4j.training.graph;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** What the numbers that a network puts out mean: the activation function of its output layer, the loss that belongs to it, and the classes. */
public enum OutputKind {
    /** A probability of each class, of which one is true: softmax and cross-entropy. */
    SOFTMAX(Activation.SOFTMAX, LossFunction.MCXENT),
    /**
     * One probability p of the second of two classes, and 1-p of the first: a sigmoid and binary cross-entropy. The class activation map of the one is the negative of the
     * other's.
     */
    SIGMOID(Activation.SIGMOID, LossFunction.XENT),
    /** A probability of each label by itself: sigmoids and the sum of their binary cross-entropies. */
    MULTI_LABEL(Activation.SIGMOID, LossFunction.XENT),
    /** Numbers that are no probabilities: no activation function and the mean squared error. */
    REGRESSION(Activation.IDENTITY, LossFunction.MSE);

    private static final int SIDES = 2;

    private final Activation activation;
    private final LossFunction loss;

    OutputKind(Activation activation, LossFunction loss) {
        this.activation = activation;
        this.loss = loss;
    }

    /** The id on the command line and in files: {@code softmax}, {@code sigmoid}, {@code multi-label} or {@code regression}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The kind with this id.
     *
     * @throws IllegalArgumentException if there is none; the message names all
     */
    public static OutputKind byId(String id) {
        return Arrays.stream(values())
                .filter(kind -> kind.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "There is no output '%s'; expected one of %s.",
                        id,
                        Arrays.stream(values()).map(OutputKind::id).collect(Collectors.joining(", ")))));
    }

    /** What the outputs of a network are, by the activation function of its last layer and their number. Logits without a softmax look like a regression. */
    public static OutputKind of(ComputationGraphConfiguration network) {
        String output = network.getNetworkOutputs().get(0);
        Layer layer = layer(network, output);
        IActivation function = layer instanceof BaseLayer base
                ? base.getActivationFn()
                : layer instanceof ActivationLayer only ? only.getActivationFn() : null;
        if (function instanceof ActivationSigmoid) {
            return count(network, output) == 1 ? SIGMOID : MULTI_LABEL;
        }
        return function instanceof ActivationIdentity ? REGRESSION : SOFTMAX;
    }

    /** The number of outputs that the last layer gives that says its number; 0 where none does. */
    private static long count(ComputationGraphConfiguration network, String output) {
        String name = output;
        while (network.getVertices().containsKey(name)) {
            if (layer(network, name) instanceof FeedForwardLayer layer && layer.getNOut() > 0) {
                return layer.getNOut();
            }
            List<String> inputs = network.getVertexInputs().getOrDefault(name, List.of());
            name = inputs.isEmpty() ? "" : inputs.get(0);
        }
        return 0;
    }

    private static @Nullable Layer layer(ComputationGraphConfiguration network, String name) {
        return network.getVertices().get(name) instanceof LayerVertex vertex
                ? vertex.getLayerConf().getLayer()
                : null;
    }

    /** The activation function of the output layer. */
    public Activation activation() {
        return activation;
    }

    /** What training minimizes. */
    public LossFunction loss() {
        return loss;
    }

    /** Whether exactly one class is true, so that the most probable one is right or wrong. */
    public boolean isExclusive() {
        return this == SOFTMAX || this == SIGMOID;
    }

    /** Whether the outputs are probabilities. */
    public boolean isProbability() {
        return this != REGRESSION;
    }

    /** Classes, labels or numbers of a network with so many outputs. */
    public long classes(long outputs) {
        return this == SIGMOID ? SIDES : outputs;
    }

    /**
     * Outputs of a network with so many classes.
     *
     * @throws IllegalArgumentException if the number does not go with this kind
     */
    public int outputs(int classes) {
        if (this == SIGMOID && classes != SIDES) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "One sigmoid tells 2 classes apart, found %d; use %s or %s.",
                    classes,
                    SOFTMAX.id(),
                    MULTI_LABEL.id()));
        }
        return this == SIGMOID ? 1 : classes;
    }

    /** A value for every class, {@code [N][classes]}, from what the network puts out, {@code [N][outputs]}. */
    public float[][] ofClasses(float[][] outputs) {
        return this == SIGMOID
                ? Arrays.stream(outputs)
                        .map(output -> new float[] {1 - output[0], output[0]})
                        .toArray(float[][]::new)
                : outputs;
    }

    /** What the network should put out, {@code [N][outputs]}, from a target for every class, {@code [N][classes]}. */
    public float[][] ofOutputs(float[][] targets) {
        return this == SIGMOID
                ? Arrays.stream(targets).map(target -> new float[] {target[1]}).toArray(float[][]::new)
                : targets;
    }

    /**
     * The sum of the losses of some images, each as training computes it.
     *
     * @param values of {@link #ofClasses}, {@code [N][classes]}
     * @param targets of the same shape
     */
    public double loss(float[][] values, float[][] targets) {
        return loss(values, targets, null);
    }

    /**
     * The same with a weight for every summand.
     *
     * @param weights of the shape of the targets; null for 1
     */
    public double loss(float[][] values, float[][] targets, float @Nullable [][] weights) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            for (int k = 0; k < values[i].length; k++) {
                float value = values[i][k];
                float target = targets[i][k];
                double loss = switch (this) {
                    case SOFTMAX, SIGMOID -> -target * log(value);
                    case MULTI_LABEL -> -target * log(value) - (1 - target) * log(1 - value);
                    case REGRESSION -> Math.pow(value - target, 2) / values[i].length;
                };
                sum += weights == null ? loss : weights[i][k] * loss;
            }
        }
        return sum;
    }

    private static double log(float probability) {
        return Math.log(Math.max(probability, Float.MIN_NORMAL));
    }

    /** A value for people: a probability in percent, any other number as it is. */
    public String text(double value) {
        return isProbability()
                ? String.format(Locale.ROOT, "%.1f %%", 100 * value)
                : String.format(Locale.ROOT, "%.4g", value);
    }
}
