package org.cam4j.training.recipe;

/** Which images of the training split an epoch shows. */
public enum Sampling {
    /** Every image once. */
    SHUFFLED,
    /** Every class equally often: images of large classes are left out, images of small ones repeated. As many images as in the split. */
    BALANCED
}
