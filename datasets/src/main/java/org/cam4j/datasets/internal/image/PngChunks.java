package org.cam4j.datasets.internal.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** The chunks of a PNG file that {@link Completeness} has found whole. */
public final class PngChunks {
    private static final int SIGNATURE_BYTES = 8;
    private static final int FRAME_BYTES = 12; // length, type and checksum
    private static final int ANCILLARY = 1 << 29; // a small first letter of the type
    private static final int TRANSPARENCY = 0x74524E53; // tRNS

    private PngChunks() {}

    /**
     * The file without color profiles, comments and times, which do not change the pixels that are decoded here, but of which libpng complains on standard error
     * without a file name. Transparency stays.
     */
    public static byte[] withoutAncillary(byte[] png) {
        ByteBuffer chunks = ByteBuffer.wrap(png);
        ByteArrayOutputStream kept = new ByteArrayOutputStream(png.length);
        kept.write(png, 0, SIGNATURE_BYTES);
        int at = SIGNATURE_BYTES;
        while (at + FRAME_BYTES <= png.length) {
            int type = chunks.getInt(at + 4);
            int bytes = FRAME_BYTES + chunks.getInt(at);
            if ((type & ANCILLARY) == 0 || type == TRANSPARENCY) {
                kept.write(png, at, bytes);
            }
            at += bytes;
            if (type == 0x49454E44) { // IEND: what follows is not part of the image
                break;
            }
        }
        return kept.toByteArray();
    }
}
