package org.cam4j.datasets.internal.image;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.cam4j.datasets.PixelImage;

/**
 * How the stored pixels of a photograph must be turned to stand upright, as its camera wrote it down: the tag {@code Orientation} of EXIF, 1 to 8 (CIPA DC-008, section 4.6.4), in
 * the APP1 segment of a JPEG or the eXIf chunk of a PNG. 1 means upright; a file without the tag, or with a damaged one, counts as upright.
 */
public final class Orientation {
    /** The pixels are stored upright. */
    public static final int UPRIGHT = 1;

    private static final int LAST = 8;
    private static final byte[] EXIF = "Exif\0".getBytes(StandardCharsets.US_ASCII);
    private static final int EXIF_HEADER_BYTES = 6; // a byte that means nothing follows the zero
    private static final int TAG = 0x0112;
    private static final int UNSIGNED_SHORT = 3;
    private static final int APP1 = 0xE1;
    private static final int START_OF_SCAN = 0xDA;
    private static final int END_OF_IMAGE = 0xD9;
    private static final int EXIF_CHUNK = 0x65584966; // eXIf
    private static final int END_CHUNK = 0x49454E44; // IEND
    private static final int PNG_SIGNATURE_BYTES = 8;
    private static final int MAXIMUM_EXIF_BYTES = 1 << 20;

    private Orientation() {}

    /**
     * Reads the tag without decoding the image.
     *
     * @return 1 to 8
     * @throws IOException when the file cannot be read, or is neither JPEG nor PNG
     */
    public static int read(Path file) throws IOException {
        ImageHeader.Format format = ImageHeader.read(file).format();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return of(in, format);
        }
    }

    /** As {@link #read}, of a stream that stands at the first byte of the file. */
    public static int of(InputStream stream, ImageHeader.Format format) {
        try {
            DataInputStream in = new DataInputStream(stream);
            return format == ImageHeader.Format.JPEG ? ofJpeg(in) : ofPng(in);
        } catch (IOException endOfFile) {
            return UPRIGHT;
        }
    }

    /**
     * Turns an image upright.
     *
     * @param orientation 1 to 8
     * @return the image itself where the orientation is 1; rows and columns are exchanged for 5 to 8
     */
    public static PixelImage upright(PixelImage image, int orientation) {
        if (orientation == UPRIGHT) {
            return image;
        }
        boolean turned = orientation >= 5;
        boolean fromRight = orientation == 2 || orientation == 3 || orientation >= 7;
        boolean fromBottom = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
        int width = turned ? image.height() : image.width();
        int height = turned ? image.width() : image.height();
        byte[] upright = new byte[image.rgb().length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int column = turned ? y : x;
                int row = turned ? x : y;
                int storedX = fromRight ? image.width() - 1 - column : column;
                int storedY = fromBottom ? image.height() - 1 - row : row;
                System.arraycopy(image.rgb(), 3 * (storedY * image.width() + storedX), upright, 3 * (y * width + x), 3);
            }
        }
        return new PixelImage(height, width, upright);
    }

    private static int ofJpeg(DataInputStream in) throws IOException {
        in.skipNBytes(2);
        while (true) {
            int marker = ImageHeader.nextMarker(in);
            if (ImageHeader.isStandalone(marker)) {
                continue;
            }
            int length = in.readUnsignedShort() - 2;
            if (marker == START_OF_SCAN || marker == END_OF_IMAGE || length < 0) {
                return UPRIGHT;
            }
            if (marker != APP1) {
                in.skipNBytes(length);
                continue;
            }
            byte[] segment = in.readNBytes(length);
            if (segment.length >= EXIF_HEADER_BYTES && Arrays.equals(segment, 0, EXIF.length, EXIF, 0, EXIF.length)) {
                return ofTiff(ByteBuffer.wrap(segment, EXIF_HEADER_BYTES, segment.length - EXIF_HEADER_BYTES)
                        .slice());
            }
        }
    }

    private static int ofPng(DataInputStream in) throws IOException {
        in.skipNBytes(PNG_SIGNATURE_BYTES);
        while (true) {
            long length = in.readInt() & 0xFFFFFFFFL;
            int type = in.readInt();
            if (type == EXIF_CHUNK && length <= MAXIMUM_EXIF_BYTES) {
                return ofTiff(ByteBuffer.wrap(in.readNBytes((int) length)));
            }
            if (type == END_CHUNK) {
                return UPRIGHT;
            }
            in.skipNBytes(length + 4); // with the checksum
        }
    }

    /** The tag in the first directory of a TIFF header, whose offsets are the file's word and therefore checked. */
    private static int ofTiff(ByteBuffer tiff) {
        try {
            short order = tiff.getShort(0);
            if (order != 0x4949 && order != 0x4D4D) {
                return UPRIGHT;
            }
            tiff.order(order == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            tiff.position(tiff.getInt(4));
            for (int left = tiff.getShort() & 0xFFFF; left > 0; left--) {
                int tag = tiff.getShort() & 0xFFFF;
                int type = tiff.getShort();
                int count = tiff.getInt();
                int value = tiff.getShort() & 0xFFFF;
                tiff.getShort(); // a value fills four bytes
                if (tag == TAG) {
                    boolean valid = type == UNSIGNED_SHORT && count == 1 && value >= UPRIGHT && value <= LAST;
                    return valid ? value : UPRIGHT;
                }
            }
            return UPRIGHT;
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException outside) {
            return UPRIGHT; // an offset leads out of the segment
        }
    }
}
