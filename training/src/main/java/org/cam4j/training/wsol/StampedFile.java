package org.cam4j.training.wsol;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file that a setting names, with a stamp of its content, written {@code PATH#STAMP}: so the content is part of what a resumed run, a search and a committed result compare.
 *
 * @param path where the file is
 * @param stamp the first 8 hexadecimal digits of the content's SHA-256; empty while there is no file
 */
record StampedFile(Path path, String stamp) {
    /** What is larger is no list of classes. */
    static final long LARGEST = 1 << 22;

    private static final Pattern STAMPED = Pattern.compile("(.+)#([0-9a-f]{8})");
    private static final int BYTES = 4;

    /** Reads a path, with or without stamp; without one, the file is stamped as it is now. */
    static StampedFile of(String text) {
        Matcher stamped = STAMPED.matcher(text);
        if (stamped.matches()) {
            return new StampedFile(Path.of(stamped.group(1)), stamped.group(2));
        }
        Path path = Path.of(text);
        return new StampedFile(path, stampOf(path));
    }

    /**
     * The path, once the content is known to be the one of the stamp.
     *
     * @throws IllegalArgumentException if there is no such file, it is too large, or its content is another one
     */
    Path checked() {
        String now = stampOf(path);
        if (now.isEmpty()) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "File %s: expected a text file of at most %d bytes.", path, LARGEST));
        }
        if (!stamp.isEmpty() && !now.equals(stamp)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "File %s: its content changed, found the stamp %s, expected %s; restore it, or begin anew in another folder.",
                    path,
                    now,
                    stamp));
        }
        return path;
    }

    private static String stampOf(Path path) {
        try {
            if (!Files.isRegularFile(path) || Files.size(path) > LARGEST) {
                return "";
            }
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(path));
            return HexFormat.of().formatHex(digest, 0, BYTES);
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    String.format(Locale.ROOT, "File %s cannot be read: %s", path, failure.getMessage()), failure);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256.", impossible);
        }
    }

    @Override
    public String toString() {
        return stamp.isEmpty() ? path.toString() : path + "#" + stamp;
    }
}
