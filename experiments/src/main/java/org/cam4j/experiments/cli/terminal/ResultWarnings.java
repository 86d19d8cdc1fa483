package org.cam4j.experiments.cli.terminal;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cam4j.evaluation.scoring.Evaluation;

/** Prints the warnings of an evaluation: each text once, with all methods that it is about. */
public final class ResultWarnings {
    private ResultWarnings() {}

    public static void print(PrintWriter err, Map<String, Evaluation.Result> results) {
        Map<String, List<String>> methods = new LinkedHashMap<>();
        results.forEach((id, result) -> result.warnings()
                .forEach(warning -> methods.computeIfAbsent(warning, text -> new ArrayList<>())
                        .add(id)));
        methods.forEach((warning, ids) -> err.println("Warning: " + String.join(", ", ids) + ": " + warning));
    }
}
