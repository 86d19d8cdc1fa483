package org.cam4j.training.internal.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads files below a folder that may come from anywhere: no link is followed, nothing but a regular file is opened (a pipe would block the reader), and the size is bounded. */
public final class RegularFile {
    private RegularFile() {}

    /**
     * What tells one content of a file from another without reading it. Files of a run are replaced, never changed in place.
     *
     * @param modified in milliseconds since 1970
     * @param size in bytes
     * @param key the file's number, where the system has one
     */
    public record Stamp(long modified, long size, String key) {}

    /**
     * The stamp of a file; empty where there is no regular file of this name, or a link on the way to it.
     *
     * @param folder itself not checked: it is what the user named, or was found without following links
     * @param name below it, with {@code /}
     */
    public static Optional<Stamp> stamp(Path folder, String name) {
        try {
            return Optional.of(check(folder, name));
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    /**
     * The content of a file.
     *
     * @param largest number of bytes that are accepted
     * @throws IOException in one line, when there is none, it is a link or no regular file, or it is too large
     */
    public static byte[] bytes(Path folder, String name, int largest) throws IOException {
        Stamp stamp = check(folder, name);
        Path file = folder.resolve(name);
        if (stamp.size > largest) {
            throw tooLarge(file, largest);
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(largest + 1); // allocates as it reads
            if (bytes.length > largest) {
                throw tooLarge(file, largest);
            }
            return bytes;
        }
    }

    private static Stamp check(Path folder, String name) throws IOException {
        Path path = folder;
        BasicFileAttributes attributes = null;
        for (Path part : Path.of(name)) {
            if (attributes != null && !attributes.isDirectory()) {
                throw new NoSuchFileException(folder.resolve(name).toString());
            }
            path = path.resolve(part);
            attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isSymbolicLink()) {
                throw new IOException(String.format(Locale.ROOT, "%s is a link; expected the file itself.", path));
            }
        }
        if (attributes == null || !attributes.isRegularFile()) {
            throw new IOException(String.format(Locale.ROOT, "%s is not a regular file.", path));
        }
        return new Stamp(attributes.lastModifiedTime().toMillis(), attributes.size(), text(attributes.fileKey()));
    }

    private static String text(@Nullable Object key) {
        return key == null ? "" : key.toString();
    }

    private static IOException tooLarge(Path file, int largest) {
        return new IOException(String.format(Locale.ROOT, "%s has more than %d bytes.", file, largest));
    }
}
