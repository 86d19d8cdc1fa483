package org.cam4j.experiments.cli.option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.cam4j.training.run.RunFolder;
import picocli.CommandLine.Option;

/** Where the result is written as JSON. */
public final class JsonOption {
    @Option(names = "--json", paramLabel = "FILE", description = "Also write the result to this file as JSON.")
    public Optional<Path> file = Optional.empty();

    /** Finds out before the work whether the result could be written. */
    public void check() throws IOException {
        if (file.isPresent()) {
            check(file.get());
        }
    }

    /** Writes the result where a file was asked for; it is built only then. */
    public void write(Supplier<?> result) throws IOException {
        if (file.isPresent()) {
            write(file.get(), result.get());
        }
    }

    /** Writes the value as JSON, whole or not at all; the file's folder is made where it is missing. */
    public static void write(Path file, Object value) throws IOException {
        check(file).writeJson(String.valueOf(file.getFileName()), value);
    }

    /**
     * Finds out whether the file could be written.
     *
     * @return its folder
     */
    private static RunFolder check(Path file) throws IOException {
        Path whole = file.toAbsolutePath();
        if (whole.getFileName() == null) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "--json %s: expected the name of a file.", file));
        }
        if (Files.exists(whole) && !Files.isRegularFile(whole)) { // a device would be replaced, not written to
            throw new IOException(String.format(
                    Locale.ROOT,
                    "Cannot write --json %s: found a folder or device there, expected an ordinary file or nothing.",
                    file));
        }
        return RunFolder.open(Objects.requireNonNull(whole.getParent()));
    }
}
