package org.cam4j.datasets.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The hash by which a file is known. It finds damage and mix-ups; MD5, which most data sets publish, does not stop a forger.
 *
 * @param algorithm as Java names it: {@code MD5} or {@code SHA-256}
 * @param value in lower-case hexadecimal digits: all of them, or the first ones, at least eight
 * @param publishedBy who says so
 */
record Checksum(String algorithm, String value, String publishedBy) {
    private static final int BUFFER = 1 << 20;
    private static final int FEWEST_DIGITS = 8;

    Checksum {
        if (value.length() < FEWEST_DIGITS) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "Checksum '%s': expected at least %d digits.", value, FEWEST_DIGITS));
        }
    }

    /**
     * Compares a file's hash with this one.
     *
     * @throws IOException that says which was found and which expected, when they differ
     */
    public void require(Path file) throws IOException {
        MessageDigest digest = digest();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        String found = HexFormat.of().formatHex(digest.digest());
        if (!found.startsWith(value)) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s: its %s is %s, expected %s (published by %s): it is damaged or another file.",
                    file.getFileName(),
                    algorithm,
                    found,
                    value,
                    publishedBy));
        }
    }

    private MessageDigest digest() {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has " + algorithm + ".", e);
        }
    }
}
