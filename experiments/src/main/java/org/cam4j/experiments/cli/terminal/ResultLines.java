package org.cam4j.experiments.cli.terminal;

import java.io.PrintWriter;
import java.util.Map;
import java.util.stream.Stream;
import org.cam4j.evaluation.scoring.Evaluation;
import org.cam4j.experiments.report.Count;
import org.cam4j.experiments.report.ResultTables;
import org.cam4j.experiments.report.Table;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Prints evaluation results as a table, and what is to be known about it. */
public final class ResultLines {
    /** Characters of a printed line. */
    public static final int COLUMNS = 100;

    @Option(
            names = "--wide",
            description = "Print all metrics instead of the most important ones. --json always holds all.")
    private boolean wide;

    public void print(CommandSpec spec, Map<String, Evaluation.Result> results) {
        PrintWriter out = spec.commandLine().getOut();
        out.print((wide ? ResultTables.of(results) : ResultTables.summary(results, COLUMNS)).markdown());
        out.println(wrapped(
                Count.of(results.values().iterator().next().images(), "image", "images") + ". " + ResultTables.NOTE));
        if (!wide) {
            out.println("--wide prints all metrics.");
        }
        Stream.of(results)
                .flatMap(all -> all.entrySet().stream())
                .forEach(entry -> entry.getValue()
                        .warnings()
                        .forEach(warning ->
                                spec.commandLine().getErr().println("Warning: " + entry.getKey() + ": " + warning)));
    }

    /** The table itself with {@code --wide}, else its first columns, as many as fit. */
    public Table fitted(Table whole) {
        return wide ? whole : whole.within(COLUMNS);
    }

    /** The text in lines of at most {@link #COLUMNS} characters, where its words allow it. */
    public static String wrapped(String text) {
        StringBuilder lines = new StringBuilder();
        int length = 0;
        for (String word : text.split(" ", -1)) {
            boolean next = length > 0 && length + 1 + word.length() > COLUMNS;
            lines.append(length == 0 ? "" : next ? System.lineSeparator() : " ").append(word);
            length = next || length == 0 ? word.length() : length + 1 + word.length();
        }
        return lines.toString();
    }
}
