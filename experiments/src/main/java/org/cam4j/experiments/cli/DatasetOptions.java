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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which data set, and where it lies. */
final class DatasetOptions {
    @Option(
            names = "--dataset",
            required = true,
            paramLabel = "D",
            completionCandidates = Candidates.Datasets.class,
            description = {
                "Data set; one of: ${COMPLETION-CANDIDATES}.",
                "Images are read as stored: their EXIF orientation is ignored."
            })
    @SuppressWarnings("NullAway.Init") // set by picocli
    String id;

    @Option(names = "--data", paramLabel = "DIR", description = "Its folder. Not needed for the drawn set 'parts'.")
    Optional<Path> folder = Optional.empty();

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    /** Opens the data set and prints its notes on standard error. */
    Dataset open(long seed) throws IOException {
        return open(id, folder, seed, command);
    }

    /** As {@link #open(long)}, for a command that names its data set in another way. */
    static Dataset open(String id, Optional<Path> folder, long seed, CommandSpec command) throws IOException {
        Dataset dataset = open(id, folder, seed);
        dataset.notes().forEach(note -> command.commandLine().getErr().println("Note: " + note));
        return dataset;
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
