package org.cam4j.training.wsol;

import java.util.List;
import java.util.Random;
import org.cam4j.datasets.Sample;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A network while it is trained by a method, or plainly. Whatever is drawn comes from the generators that it is given, or from ND4J's, which is seeded at every step. */
public class TrainingGraph {
    private final ComputationGraph graph;

    /**
     * Plain training.
     *
     * @param graph learns; its first output gives the class probabilities of the batch, in its first rows
     */
    public TrainingGraph(ComputationGraph graph) {
        this.graph = graph;
    }

    /** The graph that learns. */
    public final ComputationGraph graph() {
        return graph;
    }

    /** The training images of an epoch in the order that the method needs. */
    public List<Sample> order(List<Sample> shuffled) {
        return shuffled;
    }

    /**
     * The inputs and labels of a step.
     *
     * @param images {@code [N,3,H,W]}, may be changed
     * @param labels {@code N} classes
     * @param targets {@code [N,K]}, smoothed; may be changed
     * @param random of this step
     */
    public StepInputs feed(INDArray images, int[] labels, float[][] targets, Random random) {
        return StepInputs.plain(images, targets);
    }

    /**
     * Receives the outputs of a step, computed before the parameters changed.
     *
     * @param outputs {@link #graph}'s, in order
     */
    public void after(List<float[][]> outputs, int[] labels) {}

    /** How many outputs of the graph {@link #after} wants to see besides the first. */
    public int watched() {
        return 0;
    }

    /** The method's state besides the parameters of the graph, FLOAT; null for none. A resumed run writes into it. */
    public @Nullable INDArray state() {
        return null;
    }
}
