package org.cam4j.experiments.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;

/** The options of a command that reads all of them; other commands mix in those that they read. */
final class CommonOptions {
    @Mixin
    private final JsonOption json = new JsonOption();

    @Mixin
    private final SeedOption seed = new SeedOption();

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    @Mixin
    private final QuietOption quiet = new QuietOption();

    Optional<Path> json() {
        return json.file;
    }

    /** Finds out before the work whether its result could be written. */
    void checkJson() throws IOException {
        json.check();
    }

    long seed() {
        return seed.value;
    }

    int threads() {
        return threads.count();
    }

    Optional<Integer> givenThreads() {
        return threads.given();
    }

    boolean quiet() {
        return quiet.quiet;
    }
}
