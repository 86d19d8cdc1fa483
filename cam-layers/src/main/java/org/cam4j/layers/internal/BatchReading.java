package org.cam4j.layers.internal;

import java.util.List;
import java.util.Map;
import org.cam4j.layers.cam.TapReading;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What one forward pass and the backward passes after it found out about a batch. All arrays are detached.
 *
 * @param probabilities the network's own output {@code [N,K]}
 * @param logits the class scores {@code [N,K]}
 * @param classes the explained classes of each image
 * @param readings per image, per class, by the tap's name
 */
public record BatchReading(
        INDArray probabilities, INDArray logits, List<int[]> classes, List<List<Map<String, TapReading>>> readings) {
    TapReading reading(int image, String tap) {
        TapReading reading = readings.get(image).get(0).get(tap);
        if (reading == null) {
            throw new IllegalStateException("Tap '" + tap + "' was not read.");
        }
        return reading;
    }
}
