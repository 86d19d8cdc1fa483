package org.cam4j.experiments.cli.option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** Where the result is written as JSON. */
public final class JsonOption {
    @Option(names = "--json", paramLabel = "FILE", description = "Also write the result to this file as JSON.")
    public Optional<Path> file = Optional.empty();

    /** Finds out before the work whether the result could be written. */
    public void check() throws IOException {
        if (file.isPresent()) {
            JsonOutput.check(file.get());
        }
    }

    /** Writes the result where a file was asked for; it is built only then. */
    public void write(Supplier<?> result) throws IOException {
        if (file.isPresent()) {
            JsonOutput.write(file.get(), result.get());
        }
    }
}
