package org.cam4j.experiments.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What every command understands. */
final class CommonOptions {
    @Option(names = "--json", paramLabel = "FILE", description = "Also write the result to this file, as JSON.")
    Optional<Path> json = Optional.empty();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Decides every random choice. Default: ${DEFAULT-VALUE}.")
    long seed;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads for arithmetic and decoding. Default: the number of cores.")
    Optional<Integer> threads = Optional.empty();

    @Option(names = "--quiet", description = "Do not show progress.")
    boolean quiet;

    @Option(names = "--help", usageHelp = true, description = "Show this help.")
    boolean help;

    /** Finds out before the work whether its result could be written. */
    void checkJson() throws IOException {
        if (json.isPresent()) {
            JsonOutput.check(json.get());
        }
    }

    int threads() {
        return threads.orElseGet(() -> Runtime.getRuntime().availableProcessors());
    }
}
