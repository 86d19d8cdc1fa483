package org.cam4j.experiments.cli;

import java.io.PrintWriter;
import java.util.List;
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
        err.printf("%d left out:%n", skipped.size());
        skipped.stream().limit(MOST).forEach(one -> err.printf("  %s: %s%n", one.id(), one.reason()));
        if (skipped.size() > MOST) {
            err.printf("  ... and %d more; --json FILE holds them all.%n", skipped.size() - MOST);
        }
    }
}
