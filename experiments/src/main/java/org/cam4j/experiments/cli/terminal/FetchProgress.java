package org.cam4j.experiments.cli.terminal;

import org.cam4j.datasets.fetch.Fetch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Shows a download: a bar for every file, in mebibytes, and what a user should read. */
public final class FetchProgress implements Fetch.Listener, AutoCloseable {
    private static final long MEBIBYTE = 1 << 20;

    private final CommandSpec spec;
    private final boolean quiet;
    private @Nullable TaskProgress bar;

    public FetchProgress(CommandSpec spec, boolean quiet) {
        this.spec = spec;
        this.quiet = quiet;
    }

    @Override
    public void started(String task, long total, long already) {
        close();
        TaskProgress next = new TaskProgress(task, "MiB", total / MEBIBYTE, quiet);
        next.startAt(already / MEBIBYTE);
        bar = next;
    }

    @Override
    public void progress(long bytes) {
        if (bar != null) {
            bar.to(bytes / MEBIBYTE, "");
        }
    }

    @Override
    public void note(String line) {
        if (!quiet) {
            spec.commandLine().getErr().println(line);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
