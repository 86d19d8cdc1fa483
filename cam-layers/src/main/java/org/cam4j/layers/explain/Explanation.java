package org.cam4j.layers.explain;

import java.util.Locale;
import java.util.Map;
import org.cam4j.layers.cam.TapReading;
import org.cam4j.layers.internal.BatchReading;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The results of one forward pass and the backward passes for a batch. All arrays are detached. */
public final class Explanation {
    private final BatchReading batch;

    Explanation(BatchReading batch) {
        this.batch = batch;
    }

    /** Images in the batch. */
    public int images() {
        return batch.classes().size();
    }

    /**
     * The network's own output, for a softmax classifier the probabilities: {@code [N,K]}. A network with one sigmoid output p has two classes, 1-p and p: {@code
     * [N,2]}.
     */
    public INDArray probabilities() {
        return batch.probabilities();
    }

    /**
     * The class scores before the last activation function: {@code [N,K]}. Gradients are those of the logits. One sigmoid of z is read as the softmax of {@code
     * (-z/2, z/2)}.
     */
    public INDArray logits() {
        return batch.logits();
    }

    /** The classes explained for an image, in the order asked for. */
    public int[] classes(int image) {
        return batch.classes().get(image).clone();
    }

    /**
     * The reading of a tap for an image and a class.
     *
     * @param image index in the batch
     * @param slot index into {@link #classes}
     * @param tap a tap that was asked for
     */
    public TapReading reading(int image, int slot, String tap) {
        Map<String, TapReading> taps = batch.readings().get(image).get(slot);
        TapReading reading = taps.get(tap);
        if (reading == null) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "Tap '%s' was not read; the explanation has %s.", tap, taps.keySet()));
        }
        return reading;
    }
}
