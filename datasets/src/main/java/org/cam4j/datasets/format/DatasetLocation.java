package org.cam4j.datasets.format;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.cam4j.datasets.Dataset;

/**
 * Which data set, and where it lies, for another process to open it.
 *
 * @param id in {@link Datasets}
 * @param folder absolute; empty for a data set that needs none
 * @param seed of sets that are drawn
 */
public record DatasetLocation(String id, String folder, long seed) implements Serializable {
    /** The location of a folder that this process sees. */
    public static DatasetLocation of(String id, Optional<Path> folder, long seed) {
        return new DatasetLocation(
                id,
                folder.map(path -> path.toAbsolutePath().normalize().toString()).orElse(""),
                seed);
    }

    /**
     * Reads the index.
     *
     * @throws IOException in one line, when the folder is not there or holds something else
     */
    public Dataset open() throws IOException {
        Path path = Path.of(folder.isEmpty() ? "." : folder);
        if (!folder.isEmpty() && !Files.isDirectory(path)) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "found %s there, expected the folder of data set '%s'",
                    Files.exists(path) ? "a file" : "nothing",
                    id));
        }
        return Datasets.byId(id).open(path, seed);
    }
}
