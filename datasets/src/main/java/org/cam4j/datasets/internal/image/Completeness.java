package org.cam4j.datasets.internal.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.CRC32;

/** Tells a whole image file from a truncated one. The decoder does not: it fills what is missing with gray. */
public final class Completeness {
    private Completeness() {}

    public static void require(byte[] content, ImageHeader.Format format, Path file) throws IOException {
        switch (format) {
            case JPEG -> requireEndOfJpeg(content, file);
            case PNG -> requireEndOfPng(content, file);
        }
    }

    /**
     * Walks the segments and the scans between them up to the end-of-image marker. Within a scan the byte FF is always followed by 00 or a restart marker, and
     * an embedded thumbnail lies within a segment, so that an FF D9 that is met is the image's own end. Bytes after it are allowed.
     */
    private static void requireEndOfJpeg(byte[] content, Path file) throws IOException {
        boolean scanSeen = false;
        int at = 2;
        while (true) {
            while (at < content.length && !(content[at] == (byte) 0xFF && isMarker(content, at + 1))) {
                at++;
            }
            if (at + 1 >= content.length) {
                throw truncated(
                        file,
                        String.format(Locale.ROOT, "the JPEG end marker is missing after %d bytes", content.length));
            }
            int marker = content[at + 1] & 0xFF;
            at += 2;
            if (marker == 0xD9) {
                if (!scanSeen) {
                    throw truncated(file, "the JPEG ends before its first scan");
                }
                return;
            }
            if (ImageHeader.isStandalone(marker)) {
                continue;
            }
            if (at + 2 > content.length) {
                throw truncated(file, "it ends within a JPEG segment");
            }
            scanSeen |= marker == 0xDA;
            at += ((content[at] & 0xFF) << 8) | (content[at + 1] & 0xFF);
        }
    }

    private static boolean isMarker(byte[] content, int at) {
        return at < content.length && content[at] != 0 && content[at] != (byte) 0xFF;
    }

    private static void requireEndOfPng(byte[] content, Path file) throws IOException {
        ByteBuffer chunks = ByteBuffer.wrap(content);
        chunks.position(8);
        while (true) {
            if (chunks.remaining() < 12) {
                throw truncated(
                        file,
                        String.format(Locale.ROOT, "the PNG end chunk is missing after %d bytes", content.length));
            }
            int length = chunks.getInt();
            if (length < 0 || length > chunks.remaining() - 8) {
                throw truncated(
                        file,
                        String.format(
                                Locale.ROOT,
                                "a PNG chunk of %d bytes has only %d",
                                length & 0xFFFFFFFFL,
                                chunks.remaining() - 8));
            }
            int start = chunks.position();
            int type = chunks.getInt();
            CRC32 checksum = new CRC32();
            checksum.update(content, start, length + 4);
            chunks.position(start + 4 + length);
            if (chunks.getInt() != (int) checksum.getValue()) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "%s: is damaged: the checksum of the PNG chunk at byte %d is wrong.",
                        file,
                        start - 4));
            }
            if (type == 0x49454E44) {
                return;
            }
        }
    }

    private static IOException truncated(Path file, String detail) {
        return new IOException(String.format(Locale.ROOT, "%s: is truncated: %s. Fetch the file again.", file, detail));
    }
}
