package org.cam4j.experiments.cli.option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.cam4j.training.run.RunFolder;

/** Writes the machine-readable form of a command's result. */
public final class JsonOutput {
    private JsonOutput() {}

    /** Writes the value as JSON, whole or not at all; the file's folder is made where it is missing. */
    public static void write(Path file, Object value) throws IOException {
        check(file).writeJson(String.valueOf(file.getFileName()), value);
    }

    /**
     * Finds out whether the file could be written.
     *
     * @return its folder
     */
    static RunFolder check(Path file) throws IOException {
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
