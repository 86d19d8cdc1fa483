package org.cam4j.experiments.cli.terminal;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.cam4j.datasets.Dataset;
import org.cam4j.evaluation.Skipped;
import picocli.CommandLine.Model.CommandSpec;

/** Names on standard error what was left out, and what was changed or guessed: the first lines, and how many there are. */
public final class SkippedLines {
    private static final int MOST = 20;
    private static final int MOST_NOTES = 10;

    private SkippedLines() {}

    public static void print(CommandSpec spec, List<Skipped> skipped) {
        if (skipped.isEmpty()) {
            return;
        }
        PrintWriter err = spec.commandLine().getErr();
        err.printf(Locale.ROOT, "%d left out:%n", skipped.size());
        skipped.stream().limit(MOST).forEach(left -> err.printf(Locale.ROOT, "  %s%n", line(left)));
        if (skipped.size() > MOST) {
            err.printf(Locale.ROOT, "  ... and %d more; --json FILE holds them all.%n", skipped.size() - MOST);
        }
    }

    /** Names what was changed or guessed when a data set was opened. */
    public static void printNotes(CommandSpec spec, List<Dataset.Note> notes) {
        PrintWriter err = spec.commandLine().getErr();
        notes.stream()
                .limit(MOST_NOTES)
                .forEach(note -> err.printf(Locale.ROOT, "Note: %s: %s%n", note.where(), note.text()));
        if (notes.size() > MOST_NOTES) {
            err.printf(
                    Locale.ROOT,
                    "Note: ... and %d more of this kind; 'cam4j datasets check' with --json FILE lists them all.%n",
                    notes.size() - MOST_NOTES);
        }
    }

    /** Reasons of unreadable files begin with their path already. */
    private static String line(Skipped left) {
        return left.reason().contains(left.id() + ":") ? left.reason() : left.id() + ": " + left.reason();
    }
}
