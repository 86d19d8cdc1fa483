package org.cam4j.evaluation.boxes;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.maps.NormalizedMap;
import org.cam4j.evaluation.maps.Normalizer;

/** From one score map to boxes, as {@code explain} draws it: by the evaluator's rules on its 224x224 grid, then scaled to the image. */
public final class Boxes {
    /** The threshold of Zhou et al., CVPR 2016, section 3.2, as a share of the map's range: 20 %. */
    public static final double ZHOU = 0.2;

    private static final int GRID = NormalizedMap.GRID;

    /** The evaluator's box of a map without foreground. */
    private static final Box NONE = new Box(0, 0, 0, 0);

    private Boxes() {}

    /**
     * The box of the region of the largest contour area above the threshold; {@code [0, 0, 0, 0]} for a constant map.
     *
     * @param threshold 0 to 1, of the map's maximum after its minimum was subtracted
     * @param height rows of the image
     * @param width columns of the image
     */
    public static Box largest(ScoreMap map, double threshold, int height, int width) {
        return onGrid(map, threshold, Contours.LARGEST).get(0).scaled(GRID, GRID, width, height);
    }

    /**
     * The boxes of all regions above the threshold: that of {@link #largest} first, then the others by their area. Boxes inside another, such as those of holes, are
     * left out.
     *
     * @param threshold 0 to 1, of the map's maximum after its minimum was subtracted
     * @param height rows of the image
     * @param width columns of the image
     * @return none for a constant map
     */
    public static List<Box> all(ScoreMap map, double threshold, int height, int width) {
        Box first = onGrid(map, threshold, Contours.LARGEST).get(0);
        List<Box> kept = new ArrayList<>();
        if (!first.equals(NONE)) {
            kept.add(first);
        }
        onGrid(map, threshold, Contours.ALL).stream()
                .sorted(Comparator.comparingLong(Box::area).reversed())
                .filter(box -> !box.equals(NONE))
                .forEach(box -> {
                    if (kept.stream().noneMatch(outer -> contains(outer, box))) {
                        kept.add(box);
                    }
                });
        return kept.stream().map(box -> box.scaled(GRID, GRID, width, height)).toList();
    }

    private static List<Box> onGrid(ScoreMap map, double threshold, Contours contours) {
        NormalizedMap normalized = NormalizedMap.of(map, Normalizer.MINMAX);
        return BoxLevels.of(normalized.levels(), GRID, GRID, contours)
                .at(ThresholdGrid.level(threshold, normalized.maximum()));
    }

    private static boolean contains(Box outer, Box inner) {
        return outer.x0() <= inner.x0()
                && outer.y0() <= inner.y0()
                && outer.x1() >= inner.x1()
                && outer.y1() >= inner.y1();
    }

    /** The box around the largest contour of what is above Otsu's threshold of the map. */
    public static Box largestAboveOtsu(NormalizedMap map) {
        return BoxLevels.of(map.levels(), NormalizedMap.GRID, NormalizedMap.GRID, Contours.LARGEST)
                .at(OtsuThreshold.level(map.levels()))
                .get(0);
    }

    /**
     * For every level the best IoU of the box around the largest 8-connected component, from its first to its last pixel, with any of the given ones; 0 where there
     * is no foreground.
     *
     * @param levels {@code height * width} values 0 to {@code count} in row order; a pixel is foreground at level k where its value is greater than k
     * @param count the number of levels
     */
    public static double[] bestIouOfLargestComponent(int[] levels, int height, int width, int count, List<Box> truth) {
        return LargestComponent.bestIou(levels, height, width, count, truth);
    }

    /** Which contours of a thresholded map become boxes. */
    public enum Contours {
        /** Only the component of the largest contour area: MaxBoxAcc. */
        LARGEST,
        /** Every outer contour and every hole contour: MaxBoxAccV2. */
        ALL
    }
}
