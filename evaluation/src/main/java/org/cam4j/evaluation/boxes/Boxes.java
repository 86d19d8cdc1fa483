package org.cam4j.evaluation.boxes;

import java.util.List;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.maps.NormalizedMap;
import org.cam4j.evaluation.maps.Normalizer;

/** From one score map to one box, as {@code explain} draws it: by the evaluator's rules on its 224x224 grid, then scaled to the image. */
public final class Boxes {
    /** The threshold of Zhou et al., CVPR 2016, section 3.2, as a share of the map's range: 20 %. */
    public static final double ZHOU = 0.2;

    private Boxes() {}

    /**
     * The box of the region of the largest contour area above the threshold; {@code [0, 0, 0, 0]} for a constant map.
     *
     * @param threshold 0 to 1, of the map's maximum after its minimum was subtracted
     * @param height rows of the image
     * @param width columns of the image
     */
    public static Box largest(ScoreMap map, double threshold, int height, int width) {
        NormalizedMap normalized = NormalizedMap.of(map, Normalizer.MINMAX);
        int grid = NormalizedMap.GRID;
        List<Box> boxes = BoxLevels.of(normalized.levels(), grid, grid, Contours.LARGEST)
                .at(ThresholdGrid.level(threshold, normalized.maximum()));
        return boxes.get(0).scaled(grid, grid, width, height);
    }
}
