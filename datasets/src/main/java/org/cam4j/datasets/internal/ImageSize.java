package org.cam4j.datasets.internal;

import java.util.Locale;
import org.cam4j.evaluation.Box;

/**
 * The size of an image as its annotation states it, and what fits it.
 *
 * @param width columns, at least 1
 * @param height rows, at least 1
 */
public record ImageSize(int width, int height) {
    /** Whether another size has the same proportions, except for the rounding of a side to whole pixels. */
    public boolean isScaledTo(int otherWidth, int otherHeight) {
        long difference = Math.abs((long) otherWidth * height - (long) otherHeight * width);
        return difference <= Math.max(width, height);
    }

    /** Whether another size has the proportions of this one with width and height exchanged. */
    boolean isTurnedTo(int otherWidth, int otherHeight) {
        return !isScaledTo(otherWidth, otherHeight) && new ImageSize(height, width).isScaledTo(otherWidth, otherHeight);
    }

    /**
     * The part of a box on the image, whose corners are those of its first and its last pixel. A box that fits stays as it is; one that is cut is noted.
     *
     * @param where the file and line of the box
     * @throws IllegalArgumentException when more than a third of the box lies outside the image: then it belongs to another one
     */
    public Box clip(DatasetIndex index, String where, Box box) {
        return clip(index, where, box, width - 1, height - 1);
    }

    /** As {@link #clip}, for corners that name the edges of a box: the right one may be one past the last pixel. */
    public Box clipEdges(DatasetIndex index, String where, Box box) {
        return clip(index, where, box, width, height);
    }

    private Box clip(DatasetIndex index, String where, Box box, int right, int bottom) {
        if (box.fits(width, height)) {
            return box;
        }
        int x0 = Math.max(0, box.x0());
        int y0 = Math.max(0, box.y0());
        int x1 = Math.min(right, box.x1());
        int y1 = Math.min(bottom, box.y1());
        boolean overlaps = x0 <= x1 && y0 <= y1;
        if (!overlaps || new Box(x0, y0, x1, y1).area() < 2.0 / 3 * box.area()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "box %s lies outside its image of %d x %d%s.",
                    corners(box),
                    width,
                    height,
                    overlaps ? " with more than a third of its area" : ""));
        }
        Box clipped = new Box(x0, y0, x1, y1);
        index.note(
                where,
                String.format(
                        Locale.ROOT,
                        "box %s runs past its image of %d x %d; it was cut to %s.",
                        corners(box),
                        width,
                        height,
                        corners(clipped)));
        return clipped;
    }

    private static String corners(Box box) {
        return String.format(Locale.ROOT, "%d,%d,%d,%d", box.x0(), box.y0(), box.x1(), box.y1());
    }
}
