package org.cam4j.experiments.cli.option;

import java.util.Optional;
import picocli.CommandLine.Option;

/** The number of threads. The launcher reads it as well, for the native libraries. */
public final class ThreadsOption {
    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads for arithmetic and decoding. Default: the number of cores.")
    private Optional<Integer> threads = Optional.empty();

    /** The number that was asked for; empty for the number of cores. */
    Optional<Integer> given() {
        return threads;
    }

    public int count() {
        return threads.orElseGet(() -> Runtime.getRuntime().availableProcessors());
    }
}
