package org.cam4j.datasets.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.pixels.ImageDecoder;
import org.cam4j.evaluation.Mask;

/** Masks as images: a pixel that is bright enough belongs to it. */
public final class MaskFiles {
    private MaskFiles() {}

    /**
     * The union of the masks of an image's objects, as OpenImages has them: a pixel that is not black belongs to it. What is to be ignored and is no object is neither, as in the reference evaluator (Choe et al., CVPR 2020).
     *
     * @param width columns of the image, which the masks may have in another scale; 0 where they are not known
     * @param height rows of it
     * @throws IOException when a file is no image, or is not in the proportions of its image or in the size of the first mask
     */
    public static Mask read(List<Path> objects, Optional<Path> ignored, int width, int height) throws IOException {
        PixelImage first = ImageDecoder.decode(objects.get(0));
        if (width > 0 && !new ImageSize(width, height).isScaledTo(first.width(), first.height())) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s: a mask of %d x %d, expected the size of its image, %d x %d, or one in its scale.",
                    objects.get(0),
                    first.width(),
                    first.height(),
                    width,
                    height));
        }
        byte[] pixels = new byte[first.width() * first.height()];
        if (ignored.isPresent()) {
            mark(pixels, first, ignored.get(), Mask.IGNORE);
        }
        for (Path object : objects) {
            mark(pixels, first, object, (byte) 1);
        }
        return new Mask(first.height(), first.width(), pixels);
    }

    /**
     * A mask in gray: the object is where it is brighter than the threshold.
     *
     * @param threshold 0 to 254
     * @throws IOException when the file is no image or not of this size
     */
    public static Mask readAbove(int threshold, Path file, int width, int height) throws IOException {
        PixelImage gray = ImageDecoder.decode(file);
        if (gray.width() != width || gray.height() != height) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s: a mask of %d x %d, expected the size of its image, %d x %d.",
                    file,
                    gray.width(),
                    gray.height(),
                    width,
                    height));
        }
        byte[] pixels = new byte[width * height];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (gray(gray.rgb(), 3 * i) > threshold ? 1 : 0);
        }
        return new Mask(height, width, pixels);
    }

    private static void mark(byte[] pixels, PixelImage first, Path file, byte value) throws IOException {
        PixelImage mask = ImageDecoder.decode(file);
        if (mask.width() != first.width() || mask.height() != first.height()) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s: a mask of %d x %d, expected %d x %d as the image's first mask has.",
                    file,
                    mask.width(),
                    mask.height(),
                    first.width(),
                    first.height()));
        }
        for (int i = 0; i < pixels.length; i++) {
            if (gray(mask.rgb(), 3 * i) > 0) {
                pixels[i] = value;
            }
        }
    }

    /** As OpenCV makes gray of a color, so that the same pixels are above zero. */
    private static int gray(byte[] rgb, int at) {
        return ((rgb[at] & 0xFF) * 4899 + (rgb[at + 1] & 0xFF) * 9617 + (rgb[at + 2] & 0xFF) * 1868 + (1 << 13)) >> 14;
    }
}
