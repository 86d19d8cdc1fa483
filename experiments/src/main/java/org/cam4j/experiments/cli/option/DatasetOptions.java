package org.cam4j.experiments.cli.option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.DatasetFormat;
import org.cam4j.datasets.format.Datasets;
import org.cam4j.experiments.cli.terminal.SkippedLines;
import picocli.CommandLine.Option;

/** Which data set, and where it lies. */
public final class DatasetOptions {
    @Option(
            names = "--dataset",
            required = true,
            paramLabel = "D",
            completionCandidates = Candidates.Datasets.class,
            description = {
                "Data set; one of: ${COMPLETION-CANDIDATES}.",
                "Images are read as stored: their EXIF orientation is ignored."
            })
    public String id;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder of the data set. Not needed for the synthetic data set 'parts'.")
    public Optional<Path> folder = Optional.empty();

    /** Opens the data set; {@link SkippedLines#printNotes} prints its notes. */
    public Dataset open(long seed) throws IOException {
        return open(id, folder, seed);
    }

    /** As {@link #open(long)}, for training. */
    public Dataset openForTraining(long seed) throws IOException {
        Dataset dataset = open(seed);
        List<String> classes = dataset.classNames();
        if (classes.size() < 2) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Data set '%s'%s has %s, expected two or more. Is --data the folder that holds all classes?",
                    id,
                    folder.map(path -> " in " + path).orElse(""),
                    classes.isEmpty() ? "no classes" : "one class ('" + classes.get(0) + "')"));
        }
        return dataset;
    }

    /** What tells another process where it is. */
    public Datasets.Location location(long seed) {
        return Datasets.Location.of(id, folder, seed);
    }

    /** Reads the index of a data set; a missing folder is a wrong call. */
    public static Dataset open(String id, Optional<Path> folder, long seed) throws IOException {
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
