package org.cam4j.evaluation;

import java.util.Locale;

/**
 * An axis-parallel box in pixels of the original image: {@code x0 <= x1} and {@code y0 <= y1}, the corners as the data set gives them.
 *
 * @param x0 left edge
 * @param y0 top edge
 * @param x1 right edge
 * @param y1 bottom edge
 */
public record Box(int x0, int y0, int x1, int y1) {
    public Box {
        if (x0 > x1 || y0 > y1) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "Box [%d, %d, %d, %d]: expected x0 <= x1 and y0 <= y1.", x0, y0, x1, y1));
        }
    }

    /** Whether every corner lies on an image of this size; an edge one past the last pixel is accepted, since both conventions are in use. */
    public boolean fits(int width, int height) {
        return x0 >= 0 && y0 >= 0 && x1 <= width && y1 <= height;
    }

    /**
     * This box on an image that was resized from {@code width x height} to {@code newWidth x newHeight}: every coordinate scaled in double and truncated, as
     * the reference evaluator does (Choe et al., CVPR 2020).
     */
    public Box scaled(int width, int height, int newWidth, int newHeight) {
        return new Box(
                (int) (x0 * (double) newWidth / width),
                (int) (y0 * (double) newHeight / height),
                (int) (x1 * (double) newWidth / width),
                (int) (y1 * (double) newHeight / height));
    }

    /** Intersection over union counted in whole pixels: every width is {@code x1 - x0 + 1} (reference evaluator). Between 0 and 1. */
    public double iou(Box other) {
        long width = Math.min(x1, other.x1) - (long) Math.max(x0, other.x0) + 1;
        long height = Math.min(y1, other.y1) - (long) Math.max(y0, other.y0) + 1;
        long intersection = Math.max(0, width) * Math.max(0, height);
        return (double) intersection / (area() + other.area() - intersection);
    }

    /** Pixels covered, both edges included. */
    public long area() {
        return (x1 - (long) x0 + 1) * (y1 - (long) y0 + 1);
    }
}
