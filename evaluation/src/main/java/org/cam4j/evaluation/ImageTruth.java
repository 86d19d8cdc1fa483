package org.cam4j.evaluation;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The ground truth of one image, in memory. */
record ImageTruth(String id, int label, int width, int height, List<Box> boxes, Optional<Supplier<Mask>> mask)
        implements GroundTruth {
    ImageTruth {
        boxes = List.copyOf(boxes);
    }
}
