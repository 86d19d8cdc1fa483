package org.cam4j.datasets.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.zip.InflaterInputStream;

/**
 * Whether the lengths in a {@code .mat} file of version 5 to 7 fit the file, before anything of such a length is made: the library that reads it believes them. Format: MathWorks,
 * "MAT-File Format", "Level 5 MAT-File Format": a header of 128 bytes, then elements, each with a tag of its type and its number of bytes.
 */
final class MatlabSizes {
    private static final int HEADER = 128;
    private static final int ORDER = 126;
    private static final short LITTLE_ENDIAN = 0x4D49;
    private static final int TAG = 8;
    private static final int PACKED_TAG = 4;
    private static final int MATRIX = 14;
    private static final int COMPRESSED = 15;
    private static final int DEEPEST = 64;

    private MatlabSizes() {}

    /**
     * Follows every tag of a file.
     *
     * @param most bytes that a compressed element may have when it is unpacked
     * @throws IOException in a few words, at the first element that is longer than what holds it, or than {@code most}
     */
    static void require(byte[] file, int most) throws IOException {
        if (file.length < HEADER) {
            throw new IOException(
                    String.format(Locale.ROOT, "has %d bytes, expected a header of %d", file.length, HEADER));
        }
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.getShort(ORDER) != LITTLE_ENDIAN) {
            bytes.order(ByteOrder.BIG_ENDIAN);
        }
        elements(bytes.position(HEADER), most, 0);
    }

    /** The elements from the buffer's position to its limit. */
    private static void elements(ByteBuffer bytes, int most, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new IOException(String.format(Locale.ROOT, "has more than %d elements within each other", DEEPEST));
        }
        while (bytes.remaining() >= TAG) {
            int type = bytes.getInt();
            int size = type >>> 16;
            int padded = PACKED_TAG;
            if (size == 0) {
                size = bytes.getInt();
                padded = type == COMPRESSED ? size : (int) Math.min(Integer.MAX_VALUE, (size + 7L) / 8 * 8);
            }
            if (size < 0 || size > bytes.remaining() || padded < size) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "an element says that it has %d bytes, %d are left",
                        Integer.toUnsignedLong(size),
                        bytes.remaining()));
            }
            ByteBuffer content = bytes.slice(bytes.position(), size).order(bytes.order());
            if (type == MATRIX) {
                elements(content, most, depth + 1);
            } else if (type == COMPRESSED) {
                elements(unpacked(content, most).order(bytes.order()), most, depth + 1);
            }
            bytes.position((int) Math.min(bytes.limit(), bytes.position() + (long) padded));
        }
    }

    private static ByteBuffer unpacked(ByteBuffer content, int most) throws IOException {
        byte[] packed = new byte[content.remaining()];
        content.get(packed);
        try (InflaterInputStream stream = new InflaterInputStream(new ByteArrayInputStream(packed))) {
            byte[] all = stream.readNBytes(most);
            if (all.length == most && stream.read() >= 0) {
                throw new IOException(String.format(Locale.ROOT, "a compressed element has more than %d bytes", most));
            }
            return ByteBuffer.wrap(all);
        }
    }
}
