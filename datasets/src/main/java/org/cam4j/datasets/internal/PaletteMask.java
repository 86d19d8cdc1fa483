package org.cam4j.datasets.internal;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.cam4j.datasets.internal.image.ImageHeader;
import org.cam4j.datasets.internal.image.PngReader;
import org.cam4j.datasets.pixels.ImageDecoder;
import org.cam4j.evaluation.Mask;

/**
 * Segmentations of PASCAL VOC: PNG files whose pixels are indices, whatever colors their palette gives them: 0 background, 1 to K the classes (or objects), 255 the
 * border that belongs to neither. A gray PNG holds the indices as its gray values, as the segmentations beside the SBD list do.
 */
public final class PaletteMask {
    private static final int BORDER = 255;

    private PaletteMask() {}

    /**
     * The mask of one class, or of some objects.
     *
     * @param wanted indices of the class or the objects in the file, from 1
     * @param highest index of a class or an object that there is
     * @param width columns of the image
     * @param height rows of it
     * @throws IOException that names the file when it is no such PNG, is of another size, or has another index
     */
    public static Mask read(Path file, Set<Integer> wanted, int highest, int width, int height) throws IOException {
        int[] indices = indices(file, width, height);
        byte[] pixels = new byte[indices.length];
        for (int i = 0; i < pixels.length; i++) {
            if (indices[i] > highest && indices[i] != BORDER) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "%s: index %d at (%d, %d), expected 0 to %d or %d.",
                        file,
                        indices[i],
                        i % width,
                        i / width,
                        highest,
                        BORDER));
            }
            pixels[i] = indices[i] == BORDER ? Mask.IGNORE : (byte) (wanted.contains(indices[i]) ? 1 : 0);
        }
        return new Mask(height, width, pixels);
    }

    /**
     * The indices in row order.
     *
     * @throws IOException that names the file when it is no PNG of indices, or of another size
     */
    static int[] indices(Path file, int width, int height) throws IOException {
        ImageHeader header = ImageHeader.read(file);
        if (header.width() != width || header.height() != height) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s: a mask of %d x %d, expected the size of its image, %d x %d.",
                    file,
                    header.width(),
                    header.height(),
                    width,
                    height));
        }
        if ((long) width * height > ImageDecoder.MAXIMUM_PIXELS) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s: %d x %d pixels, expected at most %d million.",
                    file,
                    width,
                    height,
                    ImageDecoder.MAXIMUM_PIXELS / 1_000_000));
        }
        BufferedImage image = PngReader.read(file);
        boolean gray = image.getType() == BufferedImage.TYPE_BYTE_GRAY;
        if (!gray && !(image.getColorModel() instanceof IndexColorModel)) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s: found color pixels; expected class indices in a PNG with a palette or in a grayscale PNG.",
                    file));
        }
        Raster raster = image.getRaster();
        return raster.getSamples(0, 0, width, height, 0, new int[width * height]);
    }
}
