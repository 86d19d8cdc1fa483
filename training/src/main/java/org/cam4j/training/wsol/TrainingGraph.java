package org.cam4j.training.wsol;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.cam4j.datasets.Sample;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

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
    public Inputs feed(INDArray images, int[] labels, float[][] targets, Random random) {
        return Inputs.plain(images, targets);
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

    /**
     * The inputs and labels of one training step.
     *
     * @param inputs the images first
     * @param targets what the images' classes should be, {@code [N,K]}
     * @param labels one for each output; the first begins with the targets
     */
    public record Inputs(List<INDArray> inputs, float[][] targets, List<INDArray> labels) {
        public Inputs {
            inputs = List.copyOf(inputs);
            labels = List.copyOf(labels);
        }

        /** Images and targets. */
        static Inputs plain(INDArray images, float[][] targets) {
            return new Inputs(List.of(images), targets, List.of(Nd4j.createFromArray(targets)));
        }

        /** The same with the targets so many times below one another: for a batch that is stacked in the graph. */
        Inputs stacked(int times) {
            return new Inputs(
                    inputs,
                    targets,
                    List.of(Nd4j.concat(
                            0, Collections.nCopies(times, labels.get(0)).toArray(INDArray[]::new))));
        }

        /** The same with one more input. */
        Inputs with(INDArray input) {
            List<INDArray> more = new ArrayList<>(inputs);
            more.add(input);
            return new Inputs(more, targets, labels);
        }

        /** The same with the labels of one more output. */
        Inputs expecting(INDArray more) {
            List<INDArray> all = new ArrayList<>(labels);
            all.add(more);
            return new Inputs(inputs, targets, all);
        }

        /** A 1 at each label, {@code [N,K]}. */
        static INDArray oneHot(int[] labels, int classes) {
            float[][] rows = new float[labels.length][classes];
            for (int i = 0; i < labels.length; i++) {
                rows[i][labels[i]] = 1;
            }
            return Nd4j.createFromArray(rows);
        }

        /** One value for each image, {@code [N,1]}. */
        static INDArray column(int images, double value) {
            return Nd4j.valueArrayOf(new long[] {images, 1}, (float) value);
        }
    }
}
