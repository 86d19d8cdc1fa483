package org.cam4j.evaluation.protocol;

import java.util.Arrays;
import java.util.function.DoubleToIntFunction;

/**
 * How well the predicted box fits, at every threshold: a map has finitely many levels at which its box can change.
 *
 * @param bestIou for every level the best IoU of the predicted box with a ground-truth box
 * @param level from a threshold, a share of the maximum from 0 to below 1, to its level
 */
public record IouCurve(double[] bestIou, DoubleToIntFunction level) {
    /** The same at every threshold: of a given box, or 0 where nothing was predicted. */
    public static IouCurve constant(double iou) {
        return new IouCurve(new double[] {iou}, threshold -> 0);
    }

    /**
     * A curve over equally spaced thresholds; any other threshold uses the nearest one.
     *
     * @param bestIou one value for each of the thresholds 0, 1/n, 2/n, ... below 1
     */
    public static IouCurve ofEqualSteps(double[] bestIou) {
        return new IouCurve(
                bestIou, threshold -> (int) Math.min(bestIou.length - 1, Math.round(threshold * bestIou.length)));
    }

    /** The best IoU at a threshold. */
    public double at(double threshold) {
        return bestIou[level.applyAsInt(threshold)];
    }

    /** The best IoU at any threshold. */
    public double maximum() {
        return Arrays.stream(bestIou).max().orElse(0);
    }
}
