package org.cam4j.experiments.papers.meng2019.pairs;

import org.cam4j.layers.cam.Target;

/**
 * The number whose gradients Grad-CAM takes in a network of two classes. The paper does not say. The difference is the default at every scale: it is what one sigmoid output
 * learns, and what softmax of two logits depends on.
 */
public enum PairScore {
    /** The logit of the class minus that of the other one. */
    LOGIT_DIFFERENCE("logit-difference"),
    /** The logit of the class alone. */
    CLASS_LOGIT("class-logit");

    private final String id;

    PairScore(String id) {
        this.id = id;
    }

    /** The name in files. */
    public String id() {
        return id;
    }

    /** The score in a network whose other class has this index. */
    Target target(int other) {
        return this == LOGIT_DIFFERENCE ? Target.against(other) : Target.LOGIT;
    }
}
