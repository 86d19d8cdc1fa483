package org.cam4j.layers.explain;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.Target;
import org.cam4j.layers.internal.ExplainedGraph;
import org.cam4j.layers.internal.onednn.FastKernels;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Reads a classifier at one or several layers, the taps, so that {@link org.cam4j.layers.cam.CamMethod}s can explain it.
 *
 * <p>Works on any ComputationGraph with one image input and a class output; nothing is added to it or left in it. Images
 * go in and readings come out with channels first, whatever the network uses inside. A batch costs one forward pass, and
 * where gradients are asked for one backward pass per class of the image, for all taps together. The backward pass goes no
 * deeper than the lowest tap and follows the network as it is at inference: no dropout, batch norm with its stored
 * statistics.
 *
 * <pre>{@code
 * Explainer explainer = Explainer.of(graph);
 * CamMethod method = CamMethods.byId("cam");
 * Explanation explanation = explainer.explain(images, ClassSelection.top(5), method.needs());
 * INDArray map = method.combine(explanation.reading(0, 0, explainer.defaultTap())); // [h, w], best class of image 0
 * }</pre>
 */
public final class Explainer {
    static {
        FastKernels.allow();
    }

    private final ExplainedGraph explained;

    private Explainer(ExplainedGraph explained) {
        this.explained = explained;
    }

    /**
     * Finds the taps and the class scores of a network with one output.
     *
     * @param graph initialized; explaining and training must not happen at the same time
     * @throws IllegalArgumentException if the network has several inputs or outputs, recurrent layers, or no layer that
     *     gives maps
     */
    public static Explainer of(ComputationGraph graph) {
        List<String> outputs = graph.getConfiguration().getNetworkOutputs();
        if (outputs.size() != 1) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "The network has outputs %s: choose the one to explain with Explainer.of(graph, output).",
                    outputs));
        }
        return of(graph, outputs.get(0));
    }

    /**
     * Finds the taps and the class scores of one output of a network. What only other outputs need does not run.
     *
     * @param graph initialized; explaining and training must not happen at the same time
     * @param output name of one of the network's outputs
     * @throws IllegalArgumentException if the network has several inputs, no such output, recurrent layers, or no layer that
     *     gives maps
     */
    public static Explainer of(ComputationGraph graph, String output) {
        return new Explainer(ExplainedGraph.of(graph, output));
    }

    /** The same with another score: gradients and class weights are those of the target. The usual one is the logit. */
    public Explainer withTarget(Target newTarget) {
        return new Explainer(explained.withTarget(newTarget));
    }

    /**
     * The same with other blocks for {@link Signal#BLOCKS}. The usual ones are the last layer of every resolution, poolings
     * left out.
     *
     * @param newBlocks names out of {@link #possibleTaps}, from input to output
     * @throws IllegalArgumentException if one does not exist
     */
    public Explainer withBlocks(List<String> newBlocks) {
        return new Explainer(explained.withBlocks(newBlocks));
    }

    /** The layers that {@link Signal#BLOCKS} reads, from input to output. */
    public List<String> blocks() {
        return explained.blocks();
    }

    /** Every layer that can be read, from input to output. */
    public List<String> possibleTaps() {
        return explained.possibleTaps();
    }

    /** The last maps before the pooling, or the last maps if there is no pooling. */
    public String defaultTap() {
        return explained.defaultTap();
    }

    /** Whether the network's head is linear in pooled maps, so that methods that need class weights can be used. */
    public boolean hasClassWeights() {
        return explained.hasClassWeights();
    }

    /** Throws {@link IllegalArgumentException}, which lists the nearest names, if maps cannot be read at a layer of this name. */
    void requireTap(String name) {
        explained.requireTap(name);
    }

    /** Frees what explanations in the current thread keep for the next batch. */
    static void releaseMemory() {
        ExplainedGraph.releaseMemory();
    }

    /** {@link #explain(INDArray, ClassSelection, List, Set)} at the {@link #defaultTap}. */
    public Explanation explain(INDArray images, ClassSelection classes, Set<Signal> needs) {
        return explain(images, classes, List.of(defaultTap()), needs);
    }

    /**
     * Explains a batch. {@link Signal#CLASS_WEIGHTS} are there at the {@link #defaultTap} alone, which must be among the taps.
     *
     * @param images {@code [N,C,H,W]}
     * @param classes which classes of each image
     * @param taps names out of {@link #possibleTaps}
     * @param needs what is read at each tap
     * @throws IllegalArgumentException if the images have another shape, a tap or class does not exist, or there are no
     *     class weights
     */
    public Explanation explain(INDArray images, ClassSelection classes, List<String> taps, Set<Signal> needs) {
        return new Explanation(explained.read(images, classes::choose, taps, needs));
    }

    /**
     * The gradient of the target's score with respect to the images: one forward and one backward pass through the whole network.
     *
     * @param images {@code [N,C,H,W]}
     * @param classes one class of each image
     * @return a new array {@code [N,C,H,W]}
     * @throws IllegalArgumentException if the images have another shape, or a class does not exist
     */
    public INDArray imageGradients(INDArray images, int... classes) {
        return explained.imageGradients(images, classes);
    }
}
