package org.cam4j.layers.internal;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.impl.PreprocessorVertex;
import org.deeplearning4j.nn.graph.vertex.impl.ReshapeVertex;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The end of a classifier, read backwards from its output: activation function, linear layer, pooling, last maps.
 *
 * <p>Dropout, identity activations and reshapes in between are skipped. Without a linear layer after the pooling
 * (SqueezeNet) the channels are the classes.
 *
 * <p>A single sigmoid of a logit z has two classes, the sides 1-p and p. It is read as the softmax of (-z/2, z/2), which are the same probabilities; the map of one
 * side is the negative of the other's.
 *
 * @param output the vertex that the head ends in
 * @param score the vertex that holds the logits
 * @param logits where in that vertex the logits are
 * @param linear the layer from pooled maps to logits; absent if the pooled maps are the logits, or without pooling
 * @param pooling the vertex from maps to vector; absent if the maps are flattened or not linear in the logits
 * @param twoSided whether the network has one output, a sigmoid
 */
public record ClassHead(
        GraphVertex output,
        GraphVertex score,
        Logits logits,
        @Nullable GraphVertex linear,
        @Nullable GraphVertex pooling,
        boolean twoSided) {

    /** Where in a vertex the logits are. */
    public enum Logits {
        /** Weights times input plus bias, before the activation function. */
        PRE_ACTIVATION,
        /** What goes into a layer that only applies the activation function. */
        INPUT,
        /** What comes out. */
        OUTPUT
    }

    static ClassHead of(ComputationGraph graph, GraphTypes types, GraphVertex output) {
        GraphVertex vertex = behind(graph, output);
        if (isDense(vertex)) {
            return behindLinear(graph, types, output, vertex, Logits.PRE_ACTIVATION, vertex);
        }
        Logits logits = isActivation(vertex) ? Logits.INPUT : Logits.OUTPUT;
        GraphVertex previous = behind(graph, logits == Logits.INPUT ? producer(graph, vertex) : vertex);
        if (isIdentity(previous) && (isDense(previous) || isPointwise(previous))) {
            return behindLinear(graph, types, output, vertex, logits, previous);
        }
        boolean pools = isPooling(graph, types, previous);
        return new ClassHead(output, vertex, logits, null, pools ? previous : null, isTwoSided(types, vertex));
    }

    private static ClassHead behindLinear(
            ComputationGraph graph,
            GraphTypes types,
            GraphVertex output,
            GraphVertex score,
            Logits logits,
            GraphVertex linear) {
        GraphVertex previous = behind(graph, producer(graph, linear));
        boolean pools = isPooling(graph, types, previous)
                && LayerAccess.configuration(linear) instanceof FeedForwardLayer layer
                && layer.getNIn() == types.of(producer(graph, previous)).channels();
        return new ClassHead(
                output, score, logits, pools ? linear : null, pools ? previous : null, isTwoSided(types, score));
    }

    private static boolean isTwoSided(GraphTypes types, GraphVertex score) {
        org.deeplearning4j.nn.conf.layers.Layer layer = LayerAccess.configuration(score);
        IActivation function = layer instanceof ActivationLayer activation
                ? activation.getActivationFn()
                : layer instanceof BaseLayer base ? base.getActivationFn() : null;
        ActivationType type = types.of(score);
        return function instanceof ActivationSigmoid && type.channels() == 1 && !type.spatial();
    }

    /** The logits of the classes, {@code [N,K]}, from those of the network's outputs; two of one where the head is two-sided. */
    INDArray ofClasses(INDArray ofOutputs) {
        return twoSided ? Nd4j.concat(1, ofOutputs.mul(-0.5), ofOutputs.mul(0.5)) : ofOutputs;
    }

    /** The probabilities of the classes, {@code [N,K]}, from the network's outputs. */
    INDArray probabilities(INDArray ofOutputs) {
        return twoSided ? Nd4j.concat(1, ofOutputs.rsub(1), ofOutputs) : ofOutputs;
    }

    /** The derivative with respect to the outputs' logits, from that with respect to the classes'. */
    INDArray ofOutputs(INDArray ofClasses) {
        return twoSided
                ? ofClasses.getColumns(1).sub(ofClasses.getColumns(0)).muli(0.5) // [N, 1]
                : ofClasses;
    }

    /**
     * Weights from the pooled maps to a score of every image, {@code [N,C]}.
     *
     * @param ofClasses derivative of the scores with respect to the classes' logits, {@code [N,K]}
     * @param channels C of the pooled maps
     * @throws IllegalArgumentException if this head is not linear in pooled maps
     */
    INDArray classWeights(INDArray ofClasses, long channels) {
        INDArray ofLogits = ofOutputs(ofClasses);
        if (pooling == null || (linear == null && channels != ofLogits.size(1))) {
            throw new IllegalArgumentException(String.format(
                            Locale.ROOT,
                            "Output '%s' is not linear in pooled maps, so there are no class weights: ",
                            score.getVertexName())
                    + "use a method that needs gradients, for example grad-cam.");
        }
        if (linear == null) {
            return ofLogits; // the channels are the classes
        }
        INDArray weights = weights(linear);
        INDArray byClass = weights.rank() == 2
                ? weights.transpose() // of [C, K]
                : weights.reshape(weights.size(0), weights.size(1)); // [K, C]
        double[] largest = ofLogits.amax(0).toDoubleVector(); // [K]
        int[] classes = IntStream.range(0, largest.length)
                .filter(index -> largest[index] != 0)
                .toArray();
        boolean few = classes.length > 0 && classes.length < largest.length / 2; // a logit's derivative has one 1
        return few
                ? ofLogits.getColumns(classes).mmul(byClass.getRows(classes))
                : ofLogits.mmul(byClass); // [N, K] [K, C]
    }

    /** The weights of a linear layer: {@code [in,out]} of a dense one, {@code [out,in,1,1]} of a convolution. */
    static INDArray weights(GraphVertex vertex) {
        Layer layer = LayerAccess.layer(vertex);
        if (layer == null) {
            throw new IllegalStateException(
                    String.format(Locale.ROOT, "Vertex '%s' has no layer.", vertex.getVertexName()));
        }
        return layer.getParam("W");
    }

    static boolean isDense(GraphVertex vertex) {
        org.deeplearning4j.nn.conf.layers.Layer layer = LayerAccess.configuration(vertex);
        return (layer instanceof DenseLayer dense && !dense.hasLayerNorm())
                || (layer instanceof BaseOutputLayer && !(layer instanceof RnnOutputLayer));
    }

    private static boolean isPointwise(GraphVertex vertex) {
        org.deeplearning4j.nn.conf.layers.Layer layer = LayerAccess.configuration(vertex);
        return layer != null
                && layer.getClass() == ConvolutionLayer.class
                && Arrays.equals(((ConvolutionLayer) layer).getKernelSize(), new int[] {1, 1});
    }

    private static boolean isActivation(GraphVertex vertex) {
        org.deeplearning4j.nn.conf.layers.Layer layer = LayerAccess.configuration(vertex);
        return layer instanceof ActivationLayer || layer instanceof LossLayer;
    }

    private static boolean isIdentity(GraphVertex vertex) {
        org.deeplearning4j.nn.conf.layers.Layer layer = LayerAccess.configuration(vertex);
        return (layer instanceof ActivationLayer activation
                        && activation.getActivationFn() instanceof ActivationIdentity)
                || (layer instanceof BaseLayer base && base.getActivationFn() instanceof ActivationIdentity);
    }

    private static boolean isPooling(ComputationGraph graph, GraphTypes types, GraphVertex vertex) {
        if (vertex.getNumInputArrays() != 1
                || !types.of(producer(graph, vertex)).spatial()) {
            return false;
        }
        org.deeplearning4j.nn.conf.layers.Layer layer = LayerAccess.configuration(vertex);
        return layer == null
                ? !types.of(vertex).spatial() && !isReshape(vertex)
                : layer instanceof GlobalPoolingLayer || layer instanceof SubsamplingLayer;
    }

    private static boolean isReshape(GraphVertex vertex) {
        return vertex instanceof PreprocessorVertex || vertex instanceof ReshapeVertex;
    }

    /** The first vertex, from this one backwards, that does more than hand values on. */
    private static GraphVertex behind(ComputationGraph graph, GraphVertex vertex) {
        GraphVertex current = vertex;
        while (isReshape(current)
                || LayerAccess.configuration(current) instanceof DropoutLayer
                || (isActivation(current) && isIdentity(current))) {
            current = producer(graph, current);
        }
        return current;
    }

    /** The vertex that feeds the first input. */
    public static GraphVertex producer(ComputationGraph graph, GraphVertex vertex) {
        return graph.getVertices()[vertex.getInputVertices()[0].getVertexIndex()];
    }
}
