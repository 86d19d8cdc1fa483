package org.cam4j.experiments.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.DatasetFormat;
import org.cam4j.datasets.DatasetLocation;
import org.cam4j.datasets.Datasets;
import picocli.CommandLine.Option;

/** Which data set, and where it lies. */
final class DatasetOptions {
    @Option(
            names = "--dataset",
            required = true,
            paramLabel = "D",
            completionCandidates = Candidates.Datasets.class,
            description = "Data set; one of: ${COMPLETION-CANDIDATES}.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    String id;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder of the data set. Not needed for the synthetic data set 'parts'.")
    Optional<Path> folder = Optional.empty();

    Dataset open(long seed) throws IOException {
        return open(id, folder, seed);
    }

    /** What tells another process where it is. */
    DatasetLocation location(long seed) {
        return DatasetLocation.of(id, folder, seed);
    }

    /** Reads the index of a data set; a missing folder is a wrong call. */
    static Dataset open(String id, Optional<Path> folder, long seed) throws IOException {
        DatasetFormat format = Datasets.byId(id);
        if (format.needsFolder() && folder.isEmpty()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "Data set '%s' needs its folder: add --data DIR. %s", id, format.description()));
        }
        if (folder.isPresent() && !Files.isDirectory(folder.get())) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "--data %s: found %s; expected the folder of data set '%s'.",
                    folder.get(),
                    Files.exists(folder.get()) ? "a file" : "nothing",
                    id));
        }
        return format.open(folder.orElse(Path.of(".")), seed);
    }
}
