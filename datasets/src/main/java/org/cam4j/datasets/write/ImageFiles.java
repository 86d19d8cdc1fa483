package org.cam4j.datasets.write;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.cam4j.datasets.PixelImage;
import org.cam4j.evaluation.Mask;

/** Encodes images and masks. */
public final class ImageFiles {
    private static final int INDICES = 256;
    private static final float JPEG_QUALITY = 0.95f;

    private ImageFiles() {}

    /** The content of a PNG file; nothing is lost. */
    public static byte[] png(PixelImage image) throws IOException {
        return encode(picture(image), "png");
    }

    /** The content of a gray PNG file: 255 where the object is, else 0. */
    public static byte[] png(Mask mask) throws IOException {
        BufferedImage gray = new BufferedImage(mask.width(), mask.height(), BufferedImage.TYPE_BYTE_GRAY);
        byte[] pixels = mask.pixels();
        for (int i = 0; i < pixels.length; i++) {
            gray.getRaster().setSample(i % mask.width(), i / mask.width(), 0, pixels[i] == 1 ? 255 : 0);
        }
        return encode(gray, "png");
    }

    /**
     * The content of a PNG file with a palette, as PASCAL VOC has them: pixels of the object hold its index, those to be ignored 255.
     *
     * @param index 1 to 254
     */
    static byte[] palettePng(Mask mask, int index) throws IOException {
        int[] indices = new int[mask.pixels().length];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = mask.pixels()[i] == Mask.IGNORE ? INDICES - 1 : mask.pixels()[i] * index;
        }
        return palettePng(indices, mask.width());
    }

    /**
     * The content of a PNG file with the palette of PASCAL VOC.
     *
     * @param indices 0 to 255 in row order
     * @param width how many make a row
     */
    public static byte[] palettePng(int[] indices, int width) throws IOException {
        byte[][] colors = new byte[3][INDICES];
        for (int i = 0; i < INDICES; i++) {
            int[] color = color(i);
            for (int channel = 0; channel < colors.length; channel++) {
                colors[channel][i] = (byte) color[channel];
            }
        }
        IndexColorModel palette = new IndexColorModel(Byte.SIZE, INDICES, colors[0], colors[1], colors[2]);
        int height = indices.length / width;
        BufferedImage indexed = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, palette);
        indexed.getRaster().setSamples(0, 0, width, height, 0, indices);
        return encode(indexed, "png");
    }

    /** Red, green and blue of an index in the palette of PASCAL VOC: bit k of the index goes to bit 7 - k / 3 of color k mod 3. */
    static int[] color(int index) {
        int[] color = new int[3];
        for (int bit = 0; bit < Byte.SIZE; bit++) {
            color[bit % 3] |= (index >> bit & 1) << Byte.SIZE - 1 - bit / 3;
        }
        return color;
    }

    /** The content of a JPEG file of quality 95 %. */
    public static byte[] jpeg(PixelImage image) throws IOException {
        return encode(picture(image), "jpeg");
    }

    private static BufferedImage picture(PixelImage image) {
        BufferedImage picture = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        byte[] rgb = image.rgb();
        for (int i = 0; i < rgb.length; i += 3) {
            int color = (rgb[i] & 0xFF) << 16 | (rgb[i + 1] & 0xFF) << 8 | (rgb[i + 2] & 0xFF);
            picture.setRGB(i / 3 % image.width(), i / 3 / image.width(), color);
        }
        return picture;
    }

    private static byte[] encode(BufferedImage picture, String format) throws IOException {
        Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName(format);
        if (!writers.hasNext()) {
            throw new IOException(String.format(Locale.ROOT, "This Java cannot write %s files.", format));
        }
        ImageWriter writer = writers.next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam options = writer.getDefaultWriteParam();
            if (format.equals("jpeg")) {
                options.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                options.setCompressionQuality(JPEG_QUALITY);
            }
            writer.setOutput(out);
            writer.write(null, new IIOImage(picture, null, null), options);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
