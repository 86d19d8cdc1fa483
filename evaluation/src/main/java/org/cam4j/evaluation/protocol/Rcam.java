package org.cam4j.evaluation.protocol;

import java.util.Optional;
import java.util.OptionalDouble;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.GroundTruth;
import org.cam4j.evaluation.maps.BicubicResize;
import org.cam4j.evaluation.maps.NormalizedMap;

/**
 * The evaluator of "rethinking CAM" with its percentile as a standard for thresholding: images as 256 x 256, cropped to 224 x 224 at the center, ground-truth boxes
 * shifted, truncated and clipped; bicubic, 8 bits, threshold {@code (int) (0.35 * 90th percentile)} of the 8-bit values, interpolated as NumPy does; largest
 * contour, {@code [0, 0, 224, 224]} without foreground, IoU at least 0.5.
 *
 * <p>Bae et al., "Rethinking Class Activation Mapping for Weakly Supervised Object Localization", ECCV 2020; github.com/won-bae/rethinkingCAM, src/utils/util.py,
 * src/utils/metrics.py, src/core/datasets.py. Its plain setting is 0.2 of the maximum; the README gives 0.35 of the 90th percentile for the method. Its IoU does
 * not clip sides at 0: for boxes that are disjoint in both directions the product of two negative sides counts as intersection, here too. A ground-truth box
 * that lies outside the crop is never found.
 */
final class Rcam extends LargestContourProtocol {
    private static final double PERCENTILE = 0.9;

    public Rcam() {
        super(BoxFrame.CENTER_CROP, BicubicResize::resize, new Box(0, 0, NormalizedMap.GRID, NormalizedMap.GRID));
    }

    @Override
    public String id() {
        return "rcam";
    }

    @Override
    public String description() {
        return "Bae et al., ECCV 2020: center crop, bicubic, 8 bits, largest contour, at 0.35 of the 90th percentile.";
    }

    @Override
    public OptionalDouble threshold(String dataset) {
        return OptionalDouble.of(0.35);
    }

    @Override
    Optional<Box> truth(Box box, GroundTruth sample) {
        int last = NormalizedMap.GRID - 1;
        int x0 = Math.max(0, (int) BoxFrame.CENTER_CROP.x(box.x0(), sample));
        int y0 = Math.max(0, (int) BoxFrame.CENTER_CROP.y(box.y0(), sample));
        int x1 = Math.min(last, (int) BoxFrame.CENTER_CROP.x(box.x1(), sample));
        int y1 = Math.min(last, (int) BoxFrame.CENTER_CROP.y(box.y1(), sample));
        return x0 > x1 || y0 > y1 ? Optional.empty() : Optional.of(new Box(x0, y0, x1, y1));
    }

    @Override
    double reference(byte[] levels) {
        int[] counts = new int[256];
        for (byte level : levels) {
            counts[level & 0xFF]++;
        }
        double position = PERCENTILE * (levels.length - 1);
        int below = ranked(counts, (int) position);
        int above = ranked(counts, (int) Math.ceil(position));
        return below + (above - below) * (position - (int) position);
    }

    /** The value at a place of the sorted values, counted from 0. */
    private static int ranked(int[] counts, int place) {
        int value = 0;
        for (int seen = counts[0]; seen <= place; seen += counts[value]) {
            value++;
        }
        return value;
    }

    @Override
    double overlap(Box predicted, Box truth) {
        long width = Math.min(predicted.x1(), truth.x1()) - (long) Math.max(predicted.x0(), truth.x0()) + 1;
        long height = Math.min(predicted.y1(), truth.y1()) - (long) Math.max(predicted.y0(), truth.y0()) + 1;
        return (double) (width * height) / (predicted.area() + truth.area() - width * height);
    }
}
