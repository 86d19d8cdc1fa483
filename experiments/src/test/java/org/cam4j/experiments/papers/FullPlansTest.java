package org.cam4j.experiments.papers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.cam4j.experiments.reproduce.claim.ExperimentReport;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.claim.Results;
import org.cam4j.experiments.reproduce.run.DataFolder;
import org.cam4j.experiments.reproduce.run.Missing;
import org.cam4j.experiments.reproduce.run.Progress;
import org.cam4j.experiments.reproduce.run.RunExecutor;
import org.cam4j.experiments.reproduce.run.RunResult;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;
import org.cam4j.layers.kernels.Kernels;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The plans at full scale, executed with one training step on small fake data sets in the official layouts and random weights: a plan that cannot be executed fails
 * here, not after a day. Of every experiment one run of each kind of task, network and data set is executed. That takes many minutes, so that the lecture's alone are
 * executed by default: {@code -Dcam4j.plans=zhang2022} executes those of another source, {@code -Dcam4j.plans=all} those of all, and {@code -Dcam4j.runs=all} every run.
 */
@Tag("long")
class FullPlansTest {
    private static final boolean EVERY_RUN =
            System.getProperty("cam4j.runs", "").equals("all");
    private static final String WHICH = System.getProperty("cam4j.plans", "lee-");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    @Test
    void everyRunOfEveryFullScalePlanCanBeExecuted() throws IOException {
        Kernels.switchOn();
        Map<Experiment, Plan> plans = plans();
        Set<String> weights = new TreeSet<>();
        for (Plan plan : plans.values()) {
            plan.runs().forEach(run -> {
                weights.addAll(run.weightsFiles());
                run.measurement()
                        .trainings(2)
                        .forEach(training -> training.network().weightsFile().ifPresent(weights::add));
            });
        }
        Path data = FakeData.write(folder.resolve("data"), weights);
        // at smoke scale trainings leave no statistics for the dashboard, which take minutes of a large network
        RunExecutor executor = new RunExecutor(
                folder.resolve("work"), new DataFolder(Optional.of(data)), Scale.SMOKE, 2, Progress.NONE);
        List<String> failures = new ArrayList<>();
        for (Map.Entry<Experiment, Plan> plan : plans.entrySet()) {
            System.err.println(plan.getKey().id() + ": runs of its full scale in short; failures so far: " + failures);
            execute(executor, plan.getKey(), plan.getValue(), failures);
        }
        assertThat(failures).isEmpty();
    }

    private static Map<Experiment, Plan> plans() {
        Map<Experiment, Plan> plans = new LinkedHashMap<>();
        for (Experiment experiment : Experiments.all()) {
            boolean asked = WHICH.equals("all") || experiment.id().startsWith(WHICH);
            if (asked && experiment.scales().contains(Scale.FULL)) {
                plans.put(experiment, Shortened.plan(experiment.plan(Scale.FULL)));
            }
        }
        return plans;
    }

    private static void execute(RunExecutor executor, Experiment experiment, Plan plan, List<String> failures) {
        Map<String, List<RunResult>> finished = new LinkedHashMap<>();
        Map<String, String> notRun = new LinkedHashMap<>();
        Set<String> kinds = new TreeSet<>();
        for (RunSpec run : plan.runs()) {
            if (!kinds.add(kind(run)) && !EVERY_RUN) {
                notRun.put(run.name(), "not asked for");
                continue;
            }
            List<Missing> missing = executor.missing(run);
            if (!missing.isEmpty() && missing.stream().allMatch(lack -> FakeData.cannotBeFaked(lack.what()))) {
                notRun.put(run.name(), "cannot be faked");
                continue;
            }
            try {
                finished.put(run.name(), executor.run(experiment.id(), run, 1, result -> {}));
            } catch (IOException | RuntimeException failure) {
                notRun.put(run.name(), "failed");
                failures.add(String.format(
                        Locale.ROOT, "%s, run %s: %s %s", experiment.id(), run.name(), failure, at(failure)));
            }
        }
        try {
            ExperimentReport report = ExperimentReport.of(experiment, Scale.FULL, plan, new Results(finished, notRun));
            report.cells().stream()
                    .filter(cell -> cell.note().contains("not measured: "))
                    .forEach(cell -> failures.add(experiment.id() + ": " + cell));
            report.claims().stream()
                    .filter(claim -> claim.reason().matches("(No run|Run '.*' has no (method|value)) .*"))
                    .forEach(claim -> failures.add(experiment.id() + ": " + claim));
        } catch (RuntimeException failure) {
            failures.add(String.format(Locale.ROOT, "%s, report: %s %s", experiment.id(), failure, at(failure)));
        }
    }

    private static String kind(RunSpec run) {
        return run.measurement().getClass() + " " + run.network().getClass() + " "
                + run.data().id();
    }

    private static String at(Throwable failure) {
        for (StackTraceElement element : failure.getStackTrace()) {
            if (element.getClassName().startsWith("org.cam4j")) {
                return "at " + element;
            }
        }
        return "";
    }
}
