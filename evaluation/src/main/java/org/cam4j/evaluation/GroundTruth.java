package org.cam4j.evaluation;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The ground truth of one image: its label, and its boxes and mask where there are any. */
public interface GroundTruth {
    /** Unique within the evaluation; relative file path with {@code /} where there is a file. */
    String id();

    /** Index of the class, from 0. */
    int label();

    /** Columns of the image in whose pixels the boxes are given; 0 where there are no boxes and the size is unknown. */
    int width();

    /** Rows of that image. */
    int height();

    /** Boxes of the label's class, in pixels; empty where there are none. */
    List<Box> boxes();

    /** The mask of the label's class, where there is one; it is read on demand. */
    Optional<Supplier<Mask>> mask();

    /** An image with boxes and without a mask. */
    static GroundTruth of(String id, int label, int width, int height, List<Box> boxes) {
        return of(id, label, width, height, boxes, Optional.empty());
    }

    /** An image with boxes, and with a mask where {@code mask} is present. */
    static GroundTruth of(String id, int label, int width, int height, List<Box> boxes, Optional<Supplier<Mask>> mask) {
        return new ImageTruth(id, label, width, height, boxes, mask);
    }
}
