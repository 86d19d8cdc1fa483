package org.cam4j.evaluation.protocol;

import java.util.OptionalDouble;
import org.cam4j.evaluation.maps.Normalizer;

/**
 * How one published evaluator goes from a score map to "localized" or "not localized". Published numbers were produced by evaluators that do not agree: in the
 * size at which boxes are compared, in what a threshold is a share of, in which pixels become the box and in what an empty foreground gives. Listed in
 * {@link Protocols}; stateless.
 *
 * <p>A protocol determines the localization accuracies, under every threshold policy. MaxBoxAcc, PxAP and the other metrics are what their definition says whatever
 * the protocol. Every protocol takes all ground-truth boxes of an image and lets the best one count, those too whose source knows one box an image.
 */
public interface Protocol {
    /** The IoU from which on a box counts as correct. */
    double DELTA = 0.5;

    /** The name on the command line. */
    String id();

    /** One sentence that names what distinguishes the protocol. */
    String description();

    /** The normalizer of the published evaluator; any other can be combined with the protocol. */
    default Normalizer normalizer() {
        return Normalizer.MINMAX;
    }

    /**
     * The threshold of the published numbers, where one is stated.
     *
     * @param dataset id of the data set, since some authors state one for each
     */
    default OptionalDouble threshold(String dataset) {
        return OptionalDouble.empty();
    }

    /** How well the box of the image's map, or its given box, fits at every threshold. */
    IouCurve curve(EvaluatedImage observation);

    /**
     * Whether an overlap is enough.
     *
     * @param classCounts whether the class must be right too: some sources compare differently then
     */
    default boolean isCorrect(double iou, boolean classCounts) {
        return iou >= DELTA;
    }
}
