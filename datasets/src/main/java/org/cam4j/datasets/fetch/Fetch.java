package org.cam4j.datasets.fetch;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.cam4j.datasets.write.Folders;

/**
 * Fetches a data set: downloads its archives, compares their checksums, unpacks them into a folder of its own, and moves that to its place when it is whole. Run
 * again after an interruption it goes on where it was.
 *
 * <p>The archives lie in {@code DIR/ID.download} meanwhile; files that were put there by hand are taken as they are, once their checksum agrees.
 */
public final class Fetch {
    private final Listener listener;
    private final Download download;

    /** Waits a minute for a server that does not answer, and makes five attempts for each file. */
    public Fetch(Listener listener) {
        this(listener, Duration.ofMinutes(1), 5);
    }

    Fetch(Listener listener, Duration patience, int attempts) {
        this.listener = listener;
        this.download = new Download(listener, patience, attempts);
    }

    /**
     * Fetches into {@code folder/ID}.
     *
     * @return that folder
     * @throws IllegalArgumentException when the set takes a login; the message says how to get it
     * @throws IOException when the folder cannot be written or is there already, a download fails, or an archive is damaged or dangerous
     */
    public Path run(Fetchable source, Path folder) throws IOException {
        if (source.archives().isEmpty()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Data set '%s' cannot be downloaded without a login. %s",
                    source.id(),
                    source.byHand()));
        }
        Path target = folder.resolve(source.id());
        if (Files.exists(target)) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s: exists already. 'cam4j datasets check %s --data %s' tests whether it is complete; delete it to download it again.",
                    target,
                    source.id(),
                    target));
        }
        Path archives = folder.resolve(source.id() + ".download");
        Path unpacked = folder.resolve(source.id() + ".unpacking");
        makeFolder(archives);
        for (Fetchable.Archive archive : source.archives()) {
            fetch(archive, archives.resolve(archive.file()));
        }
        Folders.delete(unpacked);
        try {
            for (Fetchable.Archive archive : source.archives()) {
                unpack(archive, archives.resolve(archive.file()), unpacked);
            }
            source.arrange(unpacked, listener);
            Files.move(unpacked, target);
        } finally {
            Folders.delete(unpacked);
        }
        Folders.delete(archives);
        return target;
    }

    private static void makeFolder(Path folder) throws IOException {
        try {
            Files.createDirectories(folder);
        } catch (FileSystemException e) {
            throw new IOException(
                    String.format(
                            Locale.ROOT,
                            "%s: cannot be made, expected a folder that can be written to; choose another with --out.",
                            folder),
                    e);
        }
        if (!Files.isWritable(folder)) {
            throw new IOException(
                    String.format(Locale.ROOT, "%s: cannot be written to; choose another with --out.", folder));
        }
    }

    private void fetch(Fetchable.Archive archive, Path file) throws IOException {
        if (Files.isRegularFile(file)) {
            listener.note(String.format(Locale.ROOT, "%s is here already", archive.file()));
        } else {
            download.run(archive.address(), file);
        }
        if (archive.checksum().isEmpty()) {
            listener.note(String.format(
                    Locale.ROOT, "%s: no checksum is published, %d bytes", archive.file(), Files.size(file)));
            return;
        }
        Checksum checksum = archive.checksum().get();
        try {
            checksum.require(file);
        } catch (IOException e) {
            Files.delete(file);
            throw new IOException(e.getMessage() + " It has been removed; fetch it again.", e);
        }
        listener.note(String.format(
                Locale.ROOT,
                "%s: %s %s as published by %s",
                archive.file(),
                checksum.algorithm(),
                checksum.value(),
                checksum.publishedBy()));
    }

    private void unpack(Fetchable.Archive archive, Path file, Path unpacked) throws IOException {
        try {
            Extraction.run(archive, file, unpacked, listener);
        } catch (FileSystemException e) {
            throw e; // the disk's fault: the archive is kept
        } catch (IOException e) {
            if (archive.checksum().isPresent()) {
                throw e;
            }
            Files.delete(file); // without a checksum it may have been damaged on its way
            throw new IOException(e.getMessage() + " The archive has been removed; fetch it again.", e);
        }
    }

    /** Receives the progress of a download or an extraction. */
    public interface Listener {
        /** Ignores all progress. */
        Listener SILENT = new Listener() {};

        /**
         * A piece of work begins.
         *
         * @param task what is done with which file
         * @param total bytes in all; 0 where it is not known
         * @param already bytes that an earlier run did
         */
        default void started(String task, long total, long already) {}

        /** So many bytes are done by now. */
        default void progress(long bytes) {}

        /** Something that a user should read. */
        default void note(String line) {}
    }
}
