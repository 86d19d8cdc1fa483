package org.cam4j.experiments.cli.option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;

/** The options of a command that reads all of them; other commands mix in those that they read. */
public final class CommonOptions {
    @Mixin
    private final JsonOption json = new JsonOption();

    @Mixin
    private final SeedOption seed = new SeedOption();

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    @Mixin
    private final QuietOption quiet = new QuietOption();

    public Optional<Path> json() {
        return json.file;
    }

    /** Finds out before the work whether its result could be written. */
    public void checkJson() throws IOException {
        json.check();
    }

    /** Writes the result where {@code --json} asks for it; it is built only then. */
    public void writeJson(Supplier<?> result) throws IOException {
        json.write(result);
    }

    public long seed() {
        return seed.value;
    }

    public int threads() {
        return threads.count();
    }

    public Optional<Integer> givenThreads() {
        return threads.given();
    }

    public boolean quiet() {
        return quiet.quiet;
    }
}
