package org.cam4j.datasets.write;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;

/**
 * Writes a file completely or not at all, and only where it is named: the content goes to a new file of a random name next to it, which is forced to the disk and
 * moved over the old one. A symbolic link is replaced; what it leads to is never written to.
 */
public final class AtomicFile {
    private static final int BUFFER = 1 << 16;
    private static final int RANDOM_BYTES = 8;
    private static final Random RANDOM = new SecureRandom();

    private AtomicFile() {}

    /** Writes the content of one file; closing the stream is left to the caller. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Replaces the file by what {@code content} writes; the stream is buffered. When it fails the old file stays. The folder must be there. */
    public static void write(Path target, Content content) throws IOException {
        write(target, content, true);
    }

    /**
     * As {@link #write}, but the content is not forced to the disk, which may take longer than everything else: for files that are written every second. A reader and the
     * end of the process never leave a partial file; a loss of power may.
     */
    public static void writeUnforced(Path target, Content content) throws IOException {
        write(target, content, false);
    }

    private static void write(Path target, Content content, boolean forced) throws IOException {
        Path temporary = temporary(target);
        try {
            try (FileChannel channel = FileChannel.open(
                            temporary,
                            StandardOpenOption.CREATE_NEW,
                            StandardOpenOption.WRITE,
                            LinkOption.NOFOLLOW_LINKS);
                    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER)) {
                content.writeTo(out);
                out.flush();
                if (forced) {
                    channel.force(true);
                }
            }
            move(temporary, target);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** A name next to the file that nobody else can foresee; nothing is created. It ends in {@code .tmp}. */
    public static Path temporary(Path target) {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        String name = String.valueOf(Objects.requireNonNull(target.getFileName(), "a file needs a name"));
        return target.resolveSibling("." + name + "-" + HexFormat.of().formatHex(bytes) + ".tmp");
    }

    /** Gives a finished file its name, in one step where the file system can do that. */
    public static void move(Path temporary, Path target) throws IOException {
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException noAtomicMove) {
            Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
