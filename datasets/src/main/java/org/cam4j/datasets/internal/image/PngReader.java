package org.cam4j.datasets.internal.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.FileImageInputStream;

/**
 * Decodes PNG files with Java's own reader, which keeps the indices of a palette. Unlike {@link ImageIO#read(java.io.File)} it never tries the readers that other libraries register: their
 * old releases would get to see files from elsewhere.
 */
public final class PngReader {
    private static final String FORMAT = "png";

    private PngReader() {}

    /**
     * Decodes a file.
     *
     * @throws IOException that names the file when it is no intact PNG image
     */
    public static BufferedImage read(Path file) throws IOException {
        ImageHeader.Format format = ImageHeader.read(file).format();
        if (format != ImageHeader.Format.PNG) {
            throw new IOException(String.format(Locale.ROOT, "%s: is a %s image, expected PNG.", file, format));
        }
        ImageReader reader = ours().createReaderInstance();
        try (FileImageInputStream input = new FileImageInputStream(file.toFile())) {
            reader.setInput(input, true, true);
            return reader.read(0);
        } catch (IOException | RuntimeException damaged) { // the reader throws either
            throw new IOException(
                    String.format(Locale.ROOT, "%s: is damaged: %s", file, damaged.getMessage()), damaged);
        } finally {
            reader.dispose();
        }
    }

    private static ImageReaderSpi ours() throws IOException {
        Iterator<ImageReaderSpi> readers = IIORegistry.getDefaultInstance()
                .getServiceProviders(
                        ImageReaderSpi.class,
                        provider -> provider.getClass().getModule() == ImageIO.class.getModule()
                                && Arrays.asList(((ImageReaderSpi) provider).getFormatNames())
                                        .contains(FORMAT),
                        false);
        if (!readers.hasNext()) {
            throw new IOException("This Java cannot read PNG files; expected one with the module java.desktop.");
        }
        return readers.next();
    }
}
