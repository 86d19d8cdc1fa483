package org.cam4j.evaluation.scoring;

import java.util.List;
import java.util.Optional;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.GroundTruth;
import org.cam4j.evaluation.Mask;

/** Ground truth in memory. */
public final class Samples {
    private Samples() {}

    public static GroundTruth of(String id, int label, int width, int height, List<Box> boxes) {
        return GroundTruth.of(id, label, width, height, boxes);
    }

    public static GroundTruth withMask(String id, int label, List<Box> boxes, Mask mask) {
        return GroundTruth.of(id, label, mask.width(), mask.height(), boxes, Optional.of(() -> mask));
    }
}
