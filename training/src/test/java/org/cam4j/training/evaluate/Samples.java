package org.cam4j.training.evaluate;

import java.util.List;
import java.util.Optional;
import org.cam4j.datasets.Box;
import org.cam4j.datasets.Mask;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;

/** Samples without pixels. */
final class Samples {
    private Samples() {}

    static Sample of(String id, int label, int width, int height, List<Box> boxes) {
        return new Sample(id, label, width, height, boxes, Optional.empty(), Samples::noPixels);
    }

    static Sample withMask(String id, int label, List<Box> boxes, Mask mask) {
        return new Sample(id, label, mask.width(), mask.height(), boxes, Optional.of(() -> mask), Samples::noPixels);
    }

    private static PixelImage noPixels() {
        throw new AssertionError("An evaluation looks at no pixels.");
    }
}
