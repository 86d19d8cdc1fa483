package org.cam4j.datasets.pixels;

import java.util.Random;
import org.cam4j.datasets.PixelImage;

/**
 * A random part of an image, which the preprocessing then resizes to the network's input size. Its area is a part, from {@code smallest} to 1, of the image's, its ratio of width to
 * height from 3/4 to 4/3 (the logarithm is uniform); after ten draws that do not fit into the image, it is the largest part in the middle with such a ratio.
 *
 * <p>Szegedy et al., "Going Deeper with Convolutions", CVPR 2015, section 6; draws and limits are those of torchvision's {@code RandomResizedCrop}.
 */
final class RandomResizedCrop {
    private static final double NARROWEST = 3.0 / 4;
    private static final double WIDEST = 4.0 / 3;
    private static final int TRIES = 10;

    private RandomResizedCrop() {}

    /** Rows and columns of an image. */
    record Region(int top, int left, int height, int width) {}

    /**
     * Draws a part.
     *
     * @param smallest area as a part of the image's, above 0 and below 1
     */
    static Region draw(int height, int width, double smallest, Random random) {
        for (int i = 0; i < TRIES; i++) {
            double area = (double) height * width * (smallest + (1 - smallest) * random.nextDouble());
            double ratio = NARROWEST * Math.pow(WIDEST / NARROWEST, random.nextDouble());
            int rows = (int) Math.round(Math.sqrt(area / ratio));
            int columns = (int) Math.round(Math.sqrt(area * ratio));
            if (rows >= 1 && rows <= height && columns >= 1 && columns <= width) {
                int top = random.nextInt(height - rows + 1);
                return new Region(top, random.nextInt(width - columns + 1), rows, columns);
            }
        }
        int rows = Math.max(1, (int) Math.min(height, Math.round(width / NARROWEST)));
        int columns = Math.max(1, (int) Math.min(width, Math.round(height * WIDEST)));
        return new Region((height - rows) / 2, (width - columns) / 2, rows, columns);
    }

    /** A part of an image, as it is. */
    static PixelImage cut(PixelImage image, Region region) {
        int length = 3 * region.width();
        byte[] rgb = new byte[region.height() * length];
        for (int row = 0; row < region.height(); row++) {
            int from = 3 * ((region.top() + row) * image.width() + region.left());
            System.arraycopy(image.rgb(), from, rgb, row * length, length);
        }
        return new PixelImage(region.height(), region.width(), rgb);
    }
}
