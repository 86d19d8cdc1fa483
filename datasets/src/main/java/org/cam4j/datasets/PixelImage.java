package org.cam4j.datasets;

import java.util.Locale;

/**
 * A decoded 8-bit RGB image.
 *
 * @param height rows
 * @param width columns
 * @param rgb {@code height * width * 3} unsigned values: red, green, blue of the first pixel of the first row, and so on
 */
public record PixelImage(int height, int width, byte[] rgb) {
    public PixelImage {
        if (rgb.length != height * width * 3) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "Image: %d values do not fill %d x %d x 3.", rgb.length, height, width));
        }
    }

    /**
     * This image in another size, resized as Pillow does: antialiased bilinear, equal to {@code Image.resize(size, BILINEAR)} to the last bit; the same object where it has that size
     * already.
     */
    public PixelImage resized(int newHeight, int newWidth) {
        return Resize.bilinear(this, newHeight, newWidth);
    }
}
