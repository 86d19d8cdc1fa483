package org.cam4j.layers.cam;

import java.util.List;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The network of a reading, for methods that run it again. Its scores are those of the reading's class, its readings those of the reading's tap.
 *
 * <p>The caller decides how many inputs go in at a time; memory grows with their number.
 */
public interface Network {
    /** The reading's image as the network got it, {@code [C,H,W]}. */
    INDArray image();

    /**
     * The score of other images: one forward pass.
     *
     * @param images {@code [N,C,H,W]}, of any size that the network takes
     * @return a new array {@code [N]}
     */
    INDArray scores(INDArray images);

    /**
     * The score of the reading's image with other values at the tap: only the layers after the tap run.
     *
     * @param activations {@code [N,C,h,w]}, in place of the tap's output
     * @return a new array {@code [N]}
     */
    INDArray scoresFrom(INDArray activations);

    /**
     * Readings of other images: one forward and at most one backward pass.
     *
     * @param images {@code [N,C,H,W]}, of any size that the network takes
     * @param needs what is read
     * @return one reading an image
     * @throws IllegalArgumentException if the network does not take images of this size
     */
    List<TapReading> read(INDArray images, Set<Signal> needs);

    /**
     * Readings of the reading's image for its class against each of the other classes with the highest logits: the score is the difference of the two logits. One forward
     * pass, and for every reading one forward and at most one backward pass.
     *
     * @param most readings; fewer where the network has fewer other classes
     * @param needs what is read
     * @return the class with the highest logit first; none where the network has but one class
     */
    List<TapReading> against(int most, Set<Signal> needs);
}
