package org.cam4j.experiments.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.cam4j.datasets.Skipped;
import picocli.CommandLine.Model.CommandSpec;

/** Names on standard error what was left out: the first twenty, and how many there are. */
final class SkippedLines {
    private static final int MOST = 20;

    private SkippedLines() {}

    static void print(CommandSpec spec, List<Skipped> skipped) {
        if (skipped.isEmpty()) {
            return;
        }
        PrintWriter err = spec.commandLine().getErr();
        err.printf(Locale.ROOT, "%d left out:%n", skipped.size());
        skipped.stream().limit(MOST).forEach(one -> err.printf(Locale.ROOT, "  %s: %s%n", one.id(), one.reason()));
        if (skipped.size() > MOST) {
            err.printf(Locale.ROOT, "  ... and %d more; --json FILE holds them all.%n", skipped.size() - MOST);
        }
    }
}
