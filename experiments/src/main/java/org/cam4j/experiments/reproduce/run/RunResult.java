package org.cam4j.experiments.reproduce.run;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cam4j.evaluation.Skipped;
import org.cam4j.evaluation.statistics.Comparison;
import org.cam4j.training.run.RunRecord;

/**
 * A finished run.
 *
 * @param record what {@code run.json} holds
 * @param methods values, and what every image contributes to them, by method
 * @param skipped images that were left out
 * @param pictures files of the folder: pictures, and texts in CSV
 * @param folder where the run lies among the scratch files
 * @param reused whether it was found, not executed
 */
public record RunResult(
        RunRecord record,
        Map<String, Comparison.Run> methods,
        List<Skipped> skipped,
        List<String> pictures,
        Path folder,
        boolean reused) {
    public RunResult {
        methods = new LinkedHashMap<>(methods);
        skipped = List.copyOf(skipped);
        pictures = List.copyOf(pictures);
    }

    /** Whether the program differed from its commit. */
    public boolean dirty() {
        return record.environment().git().dirty();
    }
}
