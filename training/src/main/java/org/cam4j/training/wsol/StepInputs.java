package org.cam4j.training.wsol;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The inputs and labels of one training step.
 *
 * @param inputs the images first
 * @param targets what the images' classes should be, {@code [N,K]}
 * @param labels one for each output; the first begins with the targets
 */
public record StepInputs(List<INDArray> inputs, float[][] targets, List<INDArray> labels) {
    public StepInputs {
        inputs = List.copyOf(inputs);
        labels = List.copyOf(labels);
    }

    /** Images and targets. */
    static StepInputs plain(INDArray images, float[][] targets) {
        return new StepInputs(List.of(images), targets, List.of(Nd4j.createFromArray(targets)));
    }

    /** The same with the targets so many times below one another: for a batch that is stacked in the graph. */
    StepInputs stacked(int times) {
        return new StepInputs(
                inputs,
                targets,
                List.of(Nd4j.concat(0, Collections.nCopies(times, labels.get(0)).toArray(INDArray[]::new))));
    }

    /** The same with one more input. */
    StepInputs with(INDArray input) {
        List<INDArray> more = new ArrayList<>(inputs);
        more.add(input);
        return new StepInputs(more, targets, labels);
    }

    /** The same with the labels of one more output. */
    StepInputs expecting(INDArray more) {
        List<INDArray> all = new ArrayList<>(labels);
        all.add(more);
        return new StepInputs(inputs, targets, all);
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
