package org.cam4j.evaluation.protocol;

import java.util.Optional;
import java.util.OptionalDouble;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.GroundTruth;
import org.cam4j.evaluation.maps.BilinearResize;
import org.cam4j.evaluation.maps.NormalizedMap;

/**
 * The evaluator of TS-CAM: the whole image as 224 x 224, bilinear, 8 bits, threshold {@code (int) (t * max)} with t = 0.10 on CUB and 0.12 on ILSVRC, largest
 * contour, {@code [0, 0, 1, 1]} without foreground; ground-truth boxes truncated and held inside the 224 pixels. GT-known counts from an IoU of 0.5 on, top-1 and
 * top-5 localization only above it.
 *
 * <p>Gao et al., "TS-CAM: Token Semantic Coupled Attention Map for Weakly Supervised Object Localization", ICCV 2021; github.com/vasgaowei/TS-CAM,
 * lib/core/functions.py, lib/cams_deit.py, lib/datasets and the two val scripts. The ten crops that its configuration offers are not taken.
 */
final class Tscam extends LargestContourProtocol {
    public Tscam() {
        super(BoxFrame.GRID, BilinearResize::resize, new Box(0, 0, 1, 1));
    }

    @Override
    public String id() {
        return "tscam";
    }

    @Override
    public String description() {
        return "Gao et al., ICCV 2021: 224 x 224, bilinear, 8 bits, largest contour, at 0.12 (CUB: 0.10); top-k needs IoU > 0.5.";
    }

    @Override
    public OptionalDouble threshold(String dataset) {
        return OptionalDouble.of(dataset.equals("cub") ? 0.1 : 0.12);
    }

    @Override
    public boolean isCorrect(double iou, boolean classCounts) {
        return classCounts ? iou > DELTA : iou >= DELTA;
    }

    @Override
    Optional<Box> truth(Box box, GroundTruth sample) {
        int last = NormalizedMap.GRID - 1;
        int x1 = (int) Math.min(last, BoxFrame.GRID.x(box.x1(), sample));
        int y1 = (int) Math.min(last, BoxFrame.GRID.y(box.y1(), sample));
        int x0 = (int) Math.max(0, BoxFrame.GRID.x(box.x0(), sample));
        int y0 = (int) Math.max(0, BoxFrame.GRID.y(box.y0(), sample));
        return x0 > x1 || y0 > y1 ? Optional.empty() : Optional.of(new Box(x0, y0, x1, y1));
    }
}
