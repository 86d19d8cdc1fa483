package org.cam4j.layers.explain;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cam4j.layers.cam.TapReading;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What one forward pass and the backward passes behind it found out about a batch. All arrays are detached. */
public final class Explanation {
    private final INDArray probabilities;
    private final INDArray logits;
    private final List<int[]> classes;
    private final List<List<Map<String, TapReading>>> readings;

    Explanation(
            INDArray probabilities,
            INDArray logits,
            List<int[]> classes,
            List<List<Map<String, TapReading>>> readings) {
        this.probabilities = probabilities;
        this.logits = logits;
        this.classes = classes;
        this.readings = readings;
    }

    /** Images in the batch. */
    public int images() {
        return classes.size();
    }

    /** The network's own output, for a softmax classifier the probabilities: {@code [N,K]}. */
    public INDArray probabilities() {
        return probabilities;
    }

    /** The class scores before the last activation function: {@code [N,K]}. Gradients are those of the logits. */
    public INDArray logits() {
        return logits;
    }

    /** The classes explained for an image, in the order asked for. */
    public int[] classes(int image) {
        return classes.get(image).clone();
    }

    /**
     * What a tap says about an image and a class.
     *
     * @param image index in the batch
     * @param slot index into {@link #classes}
     * @param tap a tap that was asked for
     */
    public TapReading reading(int image, int slot, String tap) {
        Map<String, TapReading> taps = readings.get(image).get(slot);
        TapReading reading = taps.get(tap);
        if (reading == null) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "Tap '%s' was not read; the explanation has %s.", tap, taps.keySet()));
        }
        return reading;
    }
}
