package org.cam4j.evaluation.protocol;

import org.cam4j.evaluation.boxes.Boxes;
import org.cam4j.evaluation.boxes.ThresholdGrid;

/**
 * The reference: a 224 x 224 grid, bicubic, 8-bit levels, foreground {@code > (int) (t * max)}, box of the largest contour {@code [x, y, min(x + w, 223),
 * min(y + h, 223)]}, {@code [0, 0, 0, 0]} without foreground, IoU at least 0.5. It states no threshold: it reports the best one for the set.
 *
 * <p>Choe et al., "Evaluating Weakly Supervised Object Localization Methods Right", CVPR 2020; github.com/clovaai/wsolevaluation, evaluation.py.
 */
final class Wsoleval implements Protocol {
    @Override
    public String id() {
        return "wsoleval";
    }

    @Override
    public String description() {
        return "The reference of Choe et al., CVPR 2020: 224 x 224, bicubic, 8 bits, largest contour.";
    }

    @Override
    public IouCurve curve(EvaluatedImage observation) {
        int maximum = observation.maximum();
        return new IouCurve(
                observation.bestIou(Boxes.Contours.LARGEST), threshold -> ThresholdGrid.level(threshold, maximum));
    }
}
