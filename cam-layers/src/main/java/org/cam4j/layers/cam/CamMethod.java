package org.cam4j.layers.cam;

import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Computes a class activation map of what was read at a tap, the target layer.
 *
 * <p>Methods have no state. A new one is a class in {@code org.cam4j.layers.cam.method} and a line in its {@code CamMethods}.
 */
public interface CamMethod {
    /** Name in lists and results: lower case, words joined by hyphens; what is chosen among its options follows. */
    String id();

    /** One sentence for a list; it names the cost of a method that runs the network more than once. */
    String description();

    /** What {@link #combine} reads; the activations are always among it. */
    Set<Signal> needs();

    /**
     * The map of the reading's image and class.
     *
     * @return a new array {@code [h,w]}, not upsampled to the image; it has the tap's size unless the method says otherwise
     */
    INDArray combine(TapReading tap);
}
