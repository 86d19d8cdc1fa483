package org.cam4j.layers.cam;

import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** The score that is explained: the number whose gradients are taken, a function of the image's logits. */
public interface Target {
    /** The class's logit, before the softmax. */
    Target LOGIT = new Target() {
        @Override
        public INDArray score(INDArray logits, int classIndex) {
            refuseUnknown(classIndex, logits);
            return logits.getColumn(classIndex).dup();
        }

        @Override
        public INDArray gradient(INDArray logits, int classIndex) {
            refuseUnknown(classIndex, logits);
            INDArray gradient = logits.like(); // [N, K]
            gradient.getColumn(classIndex).assign(1);
            return gradient;
        }
    };

    /**
     * The logarithm of the class's softmax probability. It is not linear in the logits: class weights are those of its
     * derivative at the image.
     */
    Target LOG_PROBABILITY = new Target() {
        @Override
        public INDArray score(INDArray logits, int classIndex) {
            refuseUnknown(classIndex, logits);
            INDArray shifted = logits.sub(logits.max(true, 1)); // [N, K], so that exp does not overflow
            INDArray sums = Transforms.exp(shifted, true).sum(1); // [N]
            return shifted.getColumn(classIndex).sub(Transforms.log(sums, false));
        }

        @Override
        public INDArray gradient(INDArray logits, int classIndex) {
            refuseUnknown(classIndex, logits);
            INDArray gradient = Transforms.softmax(logits, true).negi(); // [N, K]
            gradient.getColumn(classIndex).addi(1);
            return gradient;
        }
    };

    /**
     * The class's logit minus that of another class: the evidence for the one rather than the other.
     *
     * @param other index of the other class
     */
    static Target against(int other) {
        return new Target() {
            @Override
            public INDArray score(INDArray logits, int classIndex) {
                return LOGIT.score(logits, classIndex).subi(LOGIT.score(logits, other));
            }

            @Override
            public INDArray gradient(INDArray logits, int classIndex) {
                return LOGIT.gradient(logits, classIndex).subi(LOGIT.gradient(logits, other));
            }
        };
    }

    /**
     * The number that is explained.
     *
     * @param logits {@code [N,K]}
     * @return a new array {@code [N]}
     */
    INDArray score(INDArray logits, int classIndex);

    /**
     * Derivative of each image's score with respect to its logits.
     *
     * @param logits {@code [N,K]}
     * @return a new array {@code [N,K]}
     */
    INDArray gradient(INDArray logits, int classIndex);

    private static void refuseUnknown(int classIndex, INDArray logits) {
        if (classIndex < 0 || classIndex >= logits.size(1)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Class %d does not exist: the network has classes 0 to %d.",
                    classIndex,
                    logits.size(1) - 1));
        }
    }
}
