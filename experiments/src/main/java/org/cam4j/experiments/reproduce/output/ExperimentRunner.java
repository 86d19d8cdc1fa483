package org.cam4j.experiments.reproduce.output;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.cam4j.experiments.reproduce.claim.ExperimentReport;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.claim.Results;
import org.cam4j.experiments.reproduce.run.Missing;
import org.cam4j.experiments.reproduce.run.RunExecutor;
import org.cam4j.experiments.reproduce.run.RunResult;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;

/** Carries out experiments: each run is executed or found, and written at once. */
public record ExperimentRunner(RunExecutor runner, ResultFiles files) {
    /**
     * An experiment before its first run.
     *
     * @param refused why it has no runs at this scale; empty where it has
     * @param missing what single runs lack, by the name of the run; those run that lack nothing
     */
    public record Prepared(
            Experiment experiment, Plan plan, Optional<String> refused, Map<String, List<Missing>> missing) {
        /** The runs that lack nothing. */
        public List<RunSpec> ready() {
            return plan.runs().stream()
                    .filter(spec -> !missing.containsKey(spec.name()))
                    .toList();
        }

        /** A line for everything that keeps it from running: of the whole experiment where no run can begin, else one for each run that is left out. */
        public List<String> failures() {
            if (refused.isPresent()) {
                return List.of(refused.get());
            }
            if (ready().isEmpty()) {
                return missing.values().stream()
                        .flatMap(List::stream)
                        .map(Missing::message)
                        .distinct()
                        .toList();
            }
            return missing.entrySet().stream()
                    .map(run -> String.format(
                            Locale.ROOT, "run '%s' was left out. %s", run.getKey(), messages(run.getValue())))
                    .toList();
        }

        private static String messages(List<Missing> missing) {
            return missing.stream().map(Missing::message).collect(Collectors.joining(" "));
        }

        private Map<String, String> reasons() {
            Map<String, String> reasons = new LinkedHashMap<>();
            missing.forEach((run, lacks) ->
                    reasons.put(run, lacks.stream().map(Missing::what).collect(Collectors.joining(" and "))));
            return reasons;
        }
    }

    /** Plans an experiment and looks for what its runs need. */
    public Prepared prepare(Experiment experiment) {
        if (!experiment.scales().contains(runner.scale())) {
            return new Prepared(experiment, new Plan(), Optional.of(noScale(experiment)), Map.of());
        }
        Plan plan = experiment.plan(runner.scale());
        Map<String, List<Missing>> missing = new LinkedHashMap<>();
        for (RunSpec spec : plan.runs()) {
            List<Missing> lacks = runner.missing(spec);
            if (!lacks.isEmpty()) {
                missing.put(spec.name(), lacks);
            }
        }
        return new Prepared(experiment, plan, Optional.empty(), missing);
    }

    private String noScale(Experiment experiment) {
        return String.format(
                Locale.ROOT,
                "there is no %s scale of it%s; expected --scale %s.",
                runner.scale().id(),
                runner.scale() == Scale.FULL ? ", since the paper's data or network cannot be had" : "",
                experiment.scales().stream().map(Scale::id).collect(Collectors.joining(" or ")));
    }

    /** Carries out the runs of an experiment that lack nothing. Cells and claims that need another one say what it lacks. */
    public ExperimentReport run(Prepared prepared) throws IOException {
        Experiment experiment = prepared.experiment();
        Map<String, List<RunResult>> finished = new LinkedHashMap<>();
        for (RunSpec spec : prepared.ready()) {
            List<RunResult> results = runner.run(experiment.id(), spec, files.seeds(), result -> {
                String name = spec.name()
                        + (spec.varies() && files.seeds() > 1
                                ? "-seed" + result.record().seed()
                                : "");
                files.write(experiment, runner.scale(), name, result);
            });
            finished.put(spec.name(), results);
        }
        ExperimentReport reproduction = ExperimentReport.of(
                experiment, runner.scale(), prepared.plan(), new Results(finished, prepared.reasons()));
        files.write(reproduction);
        return reproduction;
    }
}
