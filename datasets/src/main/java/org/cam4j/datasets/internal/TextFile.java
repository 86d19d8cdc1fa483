package org.cam4j.datasets.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The text files of data sets: UTF-8, or UTF-16 and UTF-32 where a byte order mark says so. */
public final class TextFile {
    private static final long MAXIMUM_BYTES = 512L << 20;
    private static final char MARK = '\uFEFF';
    /** What stands for bytes that are no text in the file's encoding. */
    private static final char UNREADABLE = '\uFFFD';

    private TextFile() {}

    /**
     * The lines, whatever ends them, without a byte order mark.
     *
     * @throws IOException that names the file, when it is too large or in no such encoding
     */
    public static List<String> lines(Path file) throws IOException {
        long bytes = Files.size(file);
        if (bytes > MAXIMUM_BYTES) {
            throw new IOException(String.format(
                    Locale.ROOT, "%s: has %d bytes, expected a text file of at most %d.", file, bytes, MAXIMUM_BYTES));
        }
        String text = new String(Files.readAllBytes(file), encoding(file));
        return (text.indexOf(MARK) == 0 ? text.substring(1) : text).lines().toList();
    }

    /** Whether a line holds bytes that are no text in the file's encoding. */
    static boolean isDamaged(String line) {
        return line.indexOf(UNREADABLE) >= 0;
    }

    /** The encoding by the first bytes of a file. */
    public static Charset encoding(Path file) throws IOException {
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(4);
        }
        if (startsWith(start, 0, 0, 0xFE, 0xFF) || startsWith(start, 0xFF, 0xFE, 0, 0)) {
            return Charset.forName("UTF-32");
        }
        if (startsWith(start, 0xFE, 0xFF) || startsWith(start, 0xFF, 0xFE)) {
            return StandardCharsets.UTF_16;
        }
        for (byte value : start) {
            if (value == 0) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "%s: has bytes of zero, as UTF-16 without a byte order mark has; expected text in UTF-8.",
                        file));
            }
        }
        return StandardCharsets.UTF_8;
    }

    private static boolean startsWith(byte[] start, int... values) {
        for (int i = 0; i < values.length; i++) {
            if (i >= start.length || (start[i] & 0xFF) != values[i]) {
                return false;
            }
        }
        return true;
    }
}
