package org.cam4j.layers.cam;

import java.util.Locale;
import java.util.Optional;
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

    /**
     * This method with another limit to the channels that it tries one by one.
     *
     * @param count at least 1; the number of the tap's channels and more means all
     * @throws IllegalArgumentException if the method does not try channels one by one
     */
    default CamMethod withChannels(int count) {
        throw new IllegalArgumentException(String.format(
                Locale.ROOT,
                "CAM method '%s' does not try channels one by one: leave out '@channels%d'.",
                id(),
                count));
    }

    /** This method with a choice of its own, which becomes part of its id; empty if it knows none of that name. */
    default Optional<CamMethod> withChoice(String choice) {
        return Optional.empty();
    }
}
