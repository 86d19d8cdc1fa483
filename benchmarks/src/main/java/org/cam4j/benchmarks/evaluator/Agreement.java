package org.cam4j.benchmarks.evaluator;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.boxes.BoxLevels;
import org.cam4j.evaluation.boxes.Boxes;
import org.cam4j.evaluation.boxes.ThresholdGrid;
import org.cam4j.evaluation.maps.NormalizedMap;

/** Refuses to compare the speed of sides that do not compute the same. */
final class Agreement {
    private Agreement() {}

    /**
     * Compares all boxes at all levels, how often each occurs included, and the best IoU at all thresholds, to the last bit.
     *
     * @throws IllegalStateException that names the first level that differs
     */
    static void check(MapKind.Case one, OpenCvBoxes peer, Boxes.Contours contours) {
        BoxLevels levels = BoxLevels.of(one.levels(), NormalizedMap.GRID, NormalizedMap.GRID, contours);
        for (int level = 0; level < BoxLevels.COUNT; level++) {
            List<Box> own = sorted(levels.at(level));
            List<Box> other = sorted(peer.boxes(level, contours));
            if (!own.equals(other)) {
                throw new IllegalStateException(String.format(
                        Locale.ROOT,
                        "Level %d, %s: cam4j has %d boxes, OpenCV %d, and they are not the same.",
                        level,
                        contours,
                        own.size(),
                        other.size()));
            }
        }
        double[] own = EvaluatorBenchmark.bestIou(one, contours);
        if (!Arrays.equals(own, peer.bestIouOfDistinctLevels(contours, one.truth(), ThresholdGrid.REFERENCE))) {
            throw new IllegalStateException(
                    String.format(Locale.ROOT, "%s: the best IoUs are not the same.", contours));
        }
    }

    private static List<Box> sorted(List<Box> boxes) {
        return boxes.stream()
                .sorted(Comparator.comparingInt(Box::x0)
                        .thenComparingInt(Box::y0)
                        .thenComparingInt(Box::x1)
                        .thenComparingInt(Box::y1))
                .toList();
    }
}
