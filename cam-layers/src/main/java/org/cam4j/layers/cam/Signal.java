package org.cam4j.layers.cam;

/** The inputs that a CAM method needs at a tap. */
public enum Signal {
    /** The tap's output {@code [C,h,w]}: one forward pass. */
    ACTIVATIONS,
    /** The derivative of the score with respect to the tap's output {@code [C,h,w]}: one backward pass. */
    GRADIENTS,
    /** The linear layer's weights {@code [C]} from the pooled maps of the tap to the score. */
    CLASS_WEIGHTS,
    /** The same of the last layer of every resolution: no further pass. */
    BLOCKS,
    /** The two maps of one shape that an OR joins to the tap's: no further pass. */
    JOINED,
    /** The network itself, to be run again on other inputs: as many passes as the method needs. */
    NETWORK
}
