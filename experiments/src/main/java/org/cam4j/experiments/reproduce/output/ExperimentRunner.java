package org.cam4j.experiments.reproduce.output;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.cam4j.experiments.reproduce.claim.ExperimentReport;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.claim.Results;
import org.cam4j.experiments.reproduce.run.RunExecutor;
import org.cam4j.experiments.reproduce.run.RunResult;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;

/** Carries out experiments: each run is executed or found, and written at once. */
public record ExperimentRunner(RunExecutor runner, ResultFiles files) {
    /**
     * An experiment before its first run.
     *
     * @param missing what it lacks, a line each; empty when it can begin
     */
    public record Prepared(Experiment experiment, Plan plan, List<String> missing) {}

    /** Plans an experiment and looks for what it needs. */
    public Prepared prepare(Experiment experiment) throws IOException {
        if (!experiment.scales().contains(runner.scale())) {
            return new Prepared(
                    experiment,
                    new Plan(),
                    List.of(String.format(
                            Locale.ROOT,
                            "there is no %s scale of it%s; expected --scale %s.",
                            runner.scale().id(),
                            runner.scale() == Scale.FULL ? ", since the paper's data or network cannot be had" : "",
                            experiment.scales().stream().map(Scale::id).collect(Collectors.joining(" or ")))));
        }
        Plan plan = experiment.plan(runner.scale());
        Set<String> missing = new LinkedHashSet<>();
        for (RunSpec spec : plan.runs()) {
            missing.addAll(runner.missing(spec));
        }
        return new Prepared(experiment, plan, List.copyOf(missing));
    }

    /** Carries out an experiment that lacks nothing. */
    public ExperimentReport run(Prepared prepared) throws IOException {
        Experiment experiment = prepared.experiment();
        Plan plan = prepared.plan();
        Map<String, List<RunResult>> finished = new LinkedHashMap<>();
        for (RunSpec spec : plan.runs()) {
            List<RunResult> results = runner.run(experiment.id(), spec, files.seeds(), result -> {
                String name = spec.name()
                        + (spec.varies() && files.seeds() > 1
                                ? "-seed" + result.record().seed()
                                : "");
                files.write(experiment, runner.scale(), name, result);
            });
            finished.put(spec.name(), results);
        }
        ExperimentReport reproduction = ExperimentReport.of(experiment, runner.scale(), plan, new Results(finished));
        files.write(reproduction);
        return reproduction;
    }
}
