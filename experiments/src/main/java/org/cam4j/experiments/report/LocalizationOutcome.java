package org.cam4j.experiments.report;

import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.boxes.Boxes;
import org.cam4j.evaluation.maps.NormalizedMap;
import org.cam4j.evaluation.protocol.EvaluatedImage;

/**
 * The outcome for an image: localized, or the kind of error. A box counts as right when its IoU with a true box is at least {@value #CORRECT}; of a wrong one the two parts
 * of the IoU distinguish the errors: how much of the true box it covers, and how much of it lies inside.
 */
public enum LocalizationOutcome {
    /** The network's first class is right, and so is the box. */
    LOCATED("located"),
    /** The network's first class is wrong, wherever the box is. */
    WRONG_CLASS("wrong class"),
    /** At least half of the box lies inside the true one, of which it covers too little. */
    TOO_SMALL("too small"),
    /** The box covers at least half of the true one, and too much outside of it. */
    TOO_LARGE("too large"),
    /** Neither: the box misses the object, or overlaps with only a part of it. */
    WRONG_PART("wrong part");

    private static final double CORRECT = 0.5;
    private static final double HALF = 0.5;

    private final String title;

    LocalizationOutcome(String title) {
        this.title = title;
    }

    /** In words. */
    public String title() {
        return title;
    }

    /**
     * Of an image with a map of its true class, class scores and at least one true box.
     *
     * @param threshold of the map's box, 0 to 1 of the map's range
     */
    public static LocalizationOutcome of(EvaluatedImage observation, double threshold) {
        ScoreMap map = observation.scoreMap().orElseThrow();
        Box box = Boxes.largest(map, threshold, NormalizedMap.GRID, NormalizedMap.GRID);
        Box truth = observation.truth().stream()
                .reduce((a, b) -> box.iou(b) > box.iou(a) ? b : a)
                .orElseThrow();
        return of(observation.isAmongTop(1).orElseThrow(), box, truth);
    }

    static LocalizationOutcome of(boolean classRight, Box box, Box truth) {
        if (!classRight) {
            return WRONG_CLASS;
        }
        double iou = box.iou(truth);
        if (iou >= CORRECT) {
            return LOCATED;
        }
        double both = iou / (1 + iou) * (area(box) + area(truth)); // from IoU = both / (sum - both)
        double covered = both / area(truth);
        double inside = both / area(box);
        if (Math.max(covered, inside) < HALF) {
            return WRONG_PART;
        }
        return inside >= covered ? TOO_SMALL : TOO_LARGE;
    }

    private static double area(Box box) {
        return (box.x1() + 1.0 - box.x0()) * (box.y1() + 1.0 - box.y0());
    }
}
