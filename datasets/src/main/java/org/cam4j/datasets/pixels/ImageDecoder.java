package org.cam4j.datasets.pixels;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.internal.image.Completeness;
import org.cam4j.datasets.internal.image.ImageFiles;
import org.cam4j.datasets.internal.image.ImageHeader;
import org.cam4j.datasets.internal.image.Orientation;
import org.cam4j.datasets.internal.image.PngChunks;
import org.cam4j.datasets.internal.image.PngReader;

/**
 * Decodes JPEG and PNG files to 8-bit RGB with OpenCV.
 *
 * <p>Gray becomes three equal channels; CMYK JPEGs are read as Adobe writes them (inverted), as Pillow does, with
 * values up to 1 apart; of 16 bits the high byte is kept; an alpha channel is
 * dropped, as Pillow's {@code convert("RGB")} does. {@link #decode} ignores the orientation in EXIF, since boxes and masks of data sets refer to the pixels as they are stored;
 * {@link #decodeUpright} is for one's own photographs, which everybody else shows upright.
 *
 * <p>Truncated files are refused, and the size in the header is checked before anything is decoded. A JPEG that is damaged within its scan is decoded as far as possible, as other
 * programs do, and is listed by {@link #damagedFiles}.
 */
public final class ImageDecoder {
    /** Images of more pixels than this are refused. */
    public static final long MAXIMUM_PIXELS = 100_000_000;

    private static final long MAXIMUM_FILE_BYTES = 512L << 20;

    private ImageDecoder() {}

    /**
     * Decodes a file as its pixels are stored, whatever its orientation; safe to call from several threads.
     *
     * @throws IOException with the file's name, what was found and what was expected, when it is no intact JPEG or PNG image
     */
    public static PixelImage decode(Path file) throws IOException {
        return decode(file, false);
    }

    /** As {@link #decode(Path)}, turned as the file's {@link Orientation} says. */
    public static PixelImage decodeUpright(Path file) throws IOException {
        return decode(file, true);
    }

    private static PixelImage decode(Path file, boolean upright) throws IOException {
        ImageHeader.requireFile(file);
        long bytes = Files.size(file);
        if (bytes > MAXIMUM_FILE_BYTES) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s: has %d bytes, expected an image of at most %d.",
                    file,
                    bytes,
                    MAXIMUM_FILE_BYTES));
        }
        JavaCpp.initialize();
        byte[] content = Files.readAllBytes(file);
        ImageHeader header = ImageHeader.read(content, file);
        if ((long) header.width() * header.height() > MAXIMUM_PIXELS) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s: the header says %d x %d pixels, expected at most %d million in all. Scale it down first.",
                    file,
                    header.width(),
                    header.height(),
                    MAXIMUM_PIXELS / 1_000_000));
        }
        Completeness.require(content, header.format(), file);
        int orientation =
                upright ? Orientation.of(new ByteArrayInputStream(content), header.format()) : Orientation.UPRIGHT;
        byte[] bare = header.format() == ImageHeader.Format.PNG ? PngChunks.withoutAncillary(content) : content;
        return Orientation.upright(DecoderMessages.capture(file, () -> decode(bare, header, file)), orientation);
    }

    /**
     * The image turned upright.
     *
     * @param orientation the value of the Exif tag {@code Orientation}, 1 to 8; 1 is upright
     */
    public static PixelImage upright(PixelImage image, int orientation) {
        return Orientation.upright(image, orientation);
    }

    /**
     * A PNG image as Java draws on it.
     *
     * @throws IOException in one line that names the file, when it is no PNG image or is damaged
     */
    public static BufferedImage readPng(Path file) throws IOException {
        return PngReader.read(file);
    }

    /**
     * The images in a folder, not in its sub-folders, sorted. A file is one when its name ends as the name of an image does, or when its content is a JPEG or PNG
     * image. So formats that cannot be decoded are among them, and are reported when they are read. Hidden files are left out.
     *
     * @throws IOException when the folder cannot be listed
     */
    public static List<Path> imagesIn(Path folder) throws IOException {
        return ImageFiles.in(folder);
    }

    /**
     * Begins to capture what libjpeg and libpng print, which name no file, and replaces {@link System#err} by a stream that is not captured: to be called before anything keeps
     * {@code System.err}. Without this, or where the C library cannot be called, messages go to standard error as they are.
     *
     * @param standardError where this program's own messages go until the first image is decoded: {@code System.err}
     */
    public static void captureMessages(PrintStream standardError) {
        DecoderMessages.install(standardError);
    }

    /** The files about which a decoder has complained since {@link #captureMessages(PrintStream)}, sorted by name, with what it said. */
    public static Map<String, String> damagedFiles() {
        return DecoderMessages.damagedFiles();
    }

    private static PixelImage decode(byte[] content, ImageHeader header, Path file) throws IOException {
        try (BytePointer pointer = new BytePointer(content);
                Mat encoded = new Mat(pointer);
                Mat decoded = imdecode(encoded, IMREAD_COLOR | IMREAD_IGNORE_ORIENTATION)) {
            if (decoded.empty()) {
                throw new IOException(String.format(
                        Locale.ROOT, "%s: is a damaged %s image, it cannot be decoded.", file, header.format()));
            }
            byte[] pixels = new byte[Math.multiplyExact(3, decoded.rows() * decoded.cols())];
            decoded.data().get(pixels);
            for (int i = 0; i < pixels.length; i += 3) { // OpenCV stores blue first
                byte blue = pixels[i];
                pixels[i] = pixels[i + 2];
                pixels[i + 2] = blue;
            }
            return new PixelImage(decoded.rows(), decoded.cols(), pixels);
        } catch (RuntimeException e) { // how the binding passes on a C++ exception
            throw new IOException(String.format(Locale.ROOT, "%s: OpenCV cannot decode it: %s", file, oneLine(e)), e);
        }
    }

    private static String oneLine(RuntimeException e) {
        return String.valueOf(e.getMessage()).strip().replaceAll("\\s+", " ");
    }
}
