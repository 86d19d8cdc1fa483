package org.cam4j.layers.cam;

import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Turns what was read at a tap into a class activation map.
 *
 * <p>Methods have no state. A new one is a class in {@code org.cam4j.layers.cam.method} and a line in {@link CamMethods}.
 */
public interface CamMethod {
    /** Name on the command line and in results: lower case, words joined by hyphens. */
    String id();

    /** One sentence for a list. */
    String description();

    /** What {@link #combine} reads; the activations are always among it. */
    Set<Signal> needs();

    /**
     * The map of the reading's image and class.
     *
     * @return a new array {@code [h,w]}, neither normalised nor upsampled
     */
    INDArray combine(TapReading tap);
}
