package org.cam4j.datasets.internal.image;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/**
 * What the first bytes of an image file say. The kind is told from the content, never from the file's name.
 *
 * @param format JPEG or PNG
 * @param width columns, at least 1
 * @param height rows, at least 1
 */
public record ImageHeader(Format format, int width, int height) {
    /** The file formats that are read. */
    public enum Format {
        JPEG,
        PNG
    }

    private static final byte[] PNG_SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

    /** What else a file may be, by its first bytes; a dot stands for any byte. */
    private static final Map<String, String> OTHERS = Map.ofEntries(
            Map.entry("GIF8", "is a GIF image"),
            Map.entry("RIFF....WEBP", "is a WebP image"),
            Map.entry("BM....\0\0\0\0", "is a BMP image"),
            Map.entry("II*\0", "is a TIFF image or a camera's raw image"),
            Map.entry("MM\0*", "is a TIFF image or a camera's raw image"),
            Map.entry("....ftyphei", "is a HEIC image"),
            Map.entry("....ftyphev", "is a HEIC image"),
            Map.entry("....ftypmif1", "is a HEIF image"),
            Map.entry("....ftypmsf1", "is a HEIF image"),
            Map.entry("....ftypavi", "is an AVIF image"),
            Map.entry("....ftypcrx", "is a camera's raw image"),
            Map.entry("\u00FF\n", "is a JPEG XL image"),
            Map.entry("....JXL ", "is a JPEG XL image"),
            Map.entry("....jP  ", "is a JPEG 2000 image"),
            Map.entry("\u00FFO\u00FFQ", "is a JPEG 2000 image"),
            Map.entry("8BPS", "is a Photoshop image"));

    /**
     * Reads format and size without decoding.
     *
     * @throws IOException when the file is missing, a folder, empty, neither JPEG nor PNG, or ends within its header
     */
    public static ImageHeader read(Path file) throws IOException {
        requireFile(file);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return read(in, file);
        }
    }

    public static ImageHeader read(byte[] content, Path file) throws IOException {
        return read(new ByteArrayInputStream(content), file);
    }

    public static void requireFile(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(String.format(Locale.ROOT, "%s: is a folder, expected a JPEG or PNG image.", file));
        }
        if (!Files.exists(file)) {
            throw new IOException(String.format(Locale.ROOT, "%s: no such file, expected a JPEG or PNG image.", file));
        }
        if (!Files.isReadable(file)) {
            throw new IOException(String.format(Locale.ROOT, "%s: cannot be read, check its permissions.", file));
        }
    }

    private static ImageHeader read(InputStream stream, Path file) throws IOException {
        stream.mark(64);
        byte[] start = stream.readNBytes(16);
        stream.reset();
        DataInputStream in = new DataInputStream(stream);
        try {
            ImageHeader header;
            if (startsWith(start, PNG_SIGNATURE)) {
                header = readPng(in, file);
            } else if (start.length >= 3 && (start[0] & 0xFF) == 0xFF && (start[1] & 0xFF) == 0xD8) {
                header = readJpeg(in, file);
            } else if (start.length == 0) {
                throw new IOException(String.format(Locale.ROOT, "%s: is empty, expected a JPEG or PNG image.", file));
            } else {
                throw new IOException(String.format(Locale.ROOT, "%s: %s.", file, describe(start)));
            }
            if (header.width < 1 || header.height < 1) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "%s: the header says %d x %d pixels, expected at least 1 x 1.",
                        file,
                        header.width,
                        header.height));
            }
            return header;
        } catch (EOFException e) {
            throw new IOException(
                    String.format(Locale.ROOT, "%s: is truncated, it ends within the image header.", file), e);
        }
    }

    private static ImageHeader readPng(DataInputStream in, Path file) throws IOException {
        in.skipNBytes(PNG_SIGNATURE.length);
        int length = in.readInt();
        int type = in.readInt();
        if (length != 13 || type != 0x49484452) {
            throw new IOException(String.format(
                    Locale.ROOT, "%s: the first PNG chunk is not IHDR of 13 bytes, the file is damaged.", file));
        }
        return new ImageHeader(Format.PNG, in.readInt(), in.readInt());
    }

    private static ImageHeader readJpeg(DataInputStream in, Path file) throws IOException {
        in.skipNBytes(2);
        while (true) {
            int marker = nextMarker(in);
            if (isStandalone(marker)) {
                continue;
            }
            int length = in.readUnsignedShort();
            if (length < 2) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "%s: JPEG segment %02X has length %d, the file is damaged.",
                        file,
                        marker,
                        length));
            }
            if (isFrame(marker)) {
                in.readUnsignedByte();
                int height = in.readUnsignedShort();
                int width = in.readUnsignedShort();
                return new ImageHeader(Format.JPEG, width, height);
            }
            if (marker == 0xDA || marker == 0xD9) {
                throw new IOException(
                        String.format(Locale.ROOT, "%s: JPEG without a frame header, the file is damaged.", file));
            }
            in.skipNBytes(length - 2L);
        }
    }

    /** The code of the next marker; stray bytes before it are passed over, as decoders do. */
    static int nextMarker(DataInputStream in) throws IOException {
        int value = in.readUnsignedByte();
        while (value != 0xFF) {
            value = in.readUnsignedByte();
        }
        while (value == 0xFF) {
            value = in.readUnsignedByte();
        }
        return value;
    }

    /** Markers without a length: TEM, restart markers, start of image. */
    public static boolean isStandalone(int marker) {
        return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8);
    }

    /** SOF0 to SOF15 without DHT, JPG and DAC, which share the range. */
    private static boolean isFrame(int marker) {
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        return bytes.length >= prefix.length && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static String describe(byte[] start) {
        String text = new String(start, StandardCharsets.ISO_8859_1);
        for (Map.Entry<String, String> other : OTHERS.entrySet()) {
            if (text.matches("(?s)" + other.getKey().replace("*", "\\*") + ".*")) {
                return other.getValue() + ", expected JPEG or PNG. Convert it to one of them";
            }
        }
        int printable = 0;
        while (printable < start.length && start[printable] >= ' ' && start[printable] < 127) {
            printable++;
        }
        String found = printable >= 2
                ? "'" + new String(start, 0, printable, StandardCharsets.US_ASCII) + "'"
                : "the bytes "
                        + HexFormat.ofDelimiter(" ").withUpperCase().formatHex(start, 0, Math.min(8, start.length));
        return "starts with " + found + ", expected a JPEG or PNG image";
    }
}
