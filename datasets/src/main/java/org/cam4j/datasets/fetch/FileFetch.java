package org.cam4j.datasets.fetch;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.cam4j.datasets.write.AtomicFile;

/**
 * Fetches one file whose name says how its SHA-256 begins, as PyTorch's published weights do. The file gets its name only after its
 * checksum was compared; a second run resumes an interrupted download.
 */
public final class FileFetch {
    private final Download download;

    /** Waits a minute for a server that does not answer, and makes five attempts. */
    public FileFetch(Fetch.Listener listener) {
        this(listener, Duration.ofMinutes(1), 5);
    }

    FileFetch(Fetch.Listener listener, Duration patience, int attempts) {
        this.download = new Download(listener, patience, attempts);
    }

    /**
     * Downloads the file and compares its checksum.
     *
     * @param file a missing folder is made
     * @param sha256Prefix the first hexadecimal digits of its SHA-256, at least eight
     * @throws IOException when the folder cannot be written, the download fails, or the file is another one, which is removed then
     */
    public void run(URI address, Path file, String sha256Prefix) throws IOException {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
        Files.createDirectories(folder);
        Path arrived = folder.resolve(file.getFileName() + ".unverified");
        if (!Files.isRegularFile(arrived)) {
            download.run(address, arrived);
        }
        try {
            new Checksum("SHA-256", sha256Prefix.toLowerCase(Locale.ROOT), "the file's name").require(arrived);
        } catch (IOException e) {
            Files.delete(arrived);
            throw new IOException(
                    String.format(Locale.ROOT, "%s: %s It has been removed; fetch it again.", address, e.getMessage()),
                    e);
        }
        AtomicFile.move(arrived, file);
    }
}
