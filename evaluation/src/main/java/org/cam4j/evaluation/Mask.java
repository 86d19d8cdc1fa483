package org.cam4j.evaluation;

import java.util.Locale;

/**
 * A segmentation mask in the original image's size.
 *
 * @param height rows
 * @param width columns
 * @param pixels {@code height * width} values in row order: 0 background, 1 object, {@link #IGNORE} neither
 */
public record Mask(int height, int width, byte[] pixels) {
    /** Pixels that no metric counts. */
    public static final byte IGNORE = (byte) 255;

    public Mask {
        if (pixels.length != height * width) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "Mask: %d pixels do not fill %d x %d.", pixels.length, height, width));
        }
    }
}
