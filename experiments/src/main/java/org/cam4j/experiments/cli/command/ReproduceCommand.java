package org.cam4j.experiments.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.cam4j.experiments.cli.option.ExitCode;
import org.cam4j.experiments.cli.option.JsonOption;
import org.cam4j.experiments.cli.option.QuietOption;
import org.cam4j.experiments.cli.option.ThreadsOption;
import org.cam4j.experiments.cli.terminal.CostLines;
import org.cam4j.experiments.cli.terminal.Interruption;
import org.cam4j.experiments.cli.terminal.ResultLines;
import org.cam4j.experiments.cli.terminal.RunProgress;
import org.cam4j.experiments.papers.Experiments;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.cam4j.experiments.reproduce.claim.ExperimentReport;
import org.cam4j.experiments.reproduce.claim.SelectedRuns;
import org.cam4j.experiments.reproduce.cost.CostEstimate;
import org.cam4j.experiments.reproduce.cost.CostPlan;
import org.cam4j.experiments.reproduce.cost.CostPlanner;
import org.cam4j.experiments.reproduce.cost.StepTimer;
import org.cam4j.experiments.reproduce.output.ExperimentRunner;
import org.cam4j.experiments.reproduce.output.ResultFiles;
import org.cam4j.experiments.reproduce.output.ResultsReadme;
import org.cam4j.experiments.reproduce.run.DataFolder;
import org.cam4j.experiments.reproduce.run.Progress;
import org.cam4j.experiments.reproduce.run.RunExecutor;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;
import org.cam4j.layers.kernels.Kernels;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cam4j reproduce}: the tables and figures of papers, printed and measured numbers side by side. */
@Command(
        name = "reproduce",
        description = {
            "Reproduce tables and figures of papers and check their claims.",
            "The printed numbers are shown next to the measured ones. Finished runs are reused, and an",
            "interrupted run is resumed. Only runs at full scale fill the cells of a printed table.",
            "--plan shows what is needed and how long it takes, before anything runs."
        },
        footer = {
            "",
            "Example: cam4j reproduce zhang2022-threshold --smoke",
            "Example: cam4j reproduce zhang2022 --scale full --plan",
            "Example: cam4j reproduce all --scale small --data data",
            "         (with data/tiny-imagenet-200, data/ilsvrc-val, data/weights)"
        })
public final class ReproduceCommand implements Callable<Integer> {
    /** From so many estimated hours on, a run at full scale needs {@code --yes}. */
    private static final double MOST_HOURS = 24;

    /** For timing heads beyond one of each backbone, when a plan is asked for. */
    private static final Duration TIMING = Duration.ofSeconds(90);

    /** The ids, for help and completion. */
    static final class Ids implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Experiments.all().stream().map(Experiment::id).iterator();
        }
    }

    @Mixin
    private final JsonOption json = new JsonOption();

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    @Mixin
    private final QuietOption quiet = new QuietOption();

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            split = ",",
            arity = "1..*",
            completionCandidates = Ids.class,
            description =
                    "Experiments, separated by commas; a source, such as 'zhang2022', for all of its experiments; or"
                            + " 'all'; of: ${COMPLETION-CANDIDATES}.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--smoke",
            description =
                    "Use synthetic images and tiny networks; takes seconds and only shows that the experiment runs.")
    private boolean smoke;

    @Option(
            names = "--scale",
            paramLabel = "S",
            description =
                    "Scale: smoke, small (real images, minutes per run), medium (the paper's own data and networks,"
                            + " reduced; hours) or full (as in the paper). Default: full.")
    private Optional<Scale> scale = Optional.empty();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Folder of the data sets, each in a folder named by its id or official name, and of 'weights'.")
    private Optional<Path> data = Optional.empty();

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "Number of seeds of runs that depend on a seed. Default: 3; 1 at smoke and full scale.")
    private Optional<Integer> seeds = Optional.empty();

    @Option(
            names = "--runs",
            paramLabel = "RUN",
            split = ",",
            description =
                    "Only these runs of the experiments, by their names or what stands before a hyphen in them, such as"
                            + " a backbone; an experiment without such a run is skipped. Default: all.")
    private List<String> runs = new ArrayList<>();

    @Option(names = "--out", paramLabel = "DIR", description = "Folder of the results. Default: results.")
    private Optional<Path> out = Optional.empty();

    @Option(
            names = "--plan",
            description =
                    "Run nothing; print what to download, memory, disk, trainings, and hours estimated from measured"
                            + " steps. Needs no data.")
    private boolean planned;

    @Option(names = "--yes", description = "Run at full scale even if the estimate is over a day.")
    private boolean yes;

    @Override
    public Integer call() throws Exception {
        json.check();
        Scale chosen = scale();
        List<Experiment> experiments = experiments(chosen);
        int repeats = seeds.orElse(chosen.seeds());
        if (repeats < 1) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "--seeds %d: expected 1 or more.", repeats));
        }
        if (data.isPresent() && !Files.isDirectory(data.get())) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "--data %s: found no folder there; expected one that holds the data sets.",
                    data.get()));
        }
        Path results = out.orElseGet(() -> Path.of(Objects.requireNonNullElse(System.getenv("CAM4J_HOME"), "."))
                .resolve("results"));
        Path work = results.resolve(".work");
        Kernels.switchOn();
        RunProgress progress = new RunProgress(spec, quiet.quiet);
        ExperimentRunner reproducer = new ExperimentRunner(
                new RunExecutor(work, new DataFolder(data), chosen, threads.count(), progress),
                new ResultFiles(chosen == Scale.SMOKE ? work.resolve("smoke") : results, repeats));
        if (planned) {
            return plan(reproducer, experiments);
        }
        if (chosen == Scale.FULL && !yes) {
            refuseLongRuns(reproducer, experiments);
        }
        Map<String, Object> content = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        try (Interruption interruption =
                Interruption.announcing(spec, "The same command continues after the last finished run and epoch.")) {
            for (Experiment experiment : experiments) {
                run(reproducer, experiment, missing, failures)
                        .ifPresent(done -> content.put(experiment.id(), done.json()));
            }
        }
        if (chosen != Scale.SMOKE && !content.isEmpty()) {
            ResultsReadme.update(results);
        }
        json.write(() -> Map.of("schemaVersion", 1, "experiments", content));
        missing.forEach(spec.commandLine().getErr()::println);
        failures.forEach(spec.commandLine().getErr()::println);
        if (missing.isEmpty() && failures.isEmpty()) {
            return ExitCode.DONE;
        }
        return content.isEmpty() && failures.isEmpty() ? ExitCode.USAGE : ExitCode.FAILURES;
    }

    /** Prints what the experiments take. */
    private int plan(ExperimentRunner reproducer, List<Experiment> experiments) throws IOException {
        RunExecutor runner = reproducer.runner();
        Scale chosen = runner.scale();
        CostPlanner planner = new CostPlanner(chosen, runner.data(), runner.work());
        List<String> without = new ArrayList<>();
        for (Experiment experiment : experiments) {
            if (experiment.scales().contains(chosen)) {
                experiment
                        .plan(chosen)
                        .runs()
                        .forEach(run -> planner.add(run, reproducer.files().seeds()));
            } else {
                without.add(experiment.id());
            }
        }
        CostEstimate estimate = estimate(planner, TIMING, runner.progress());
        PrintWriter print = spec.commandLine().getOut();
        if (!without.isEmpty()) {
            print.println(ResultLines.wrapped(
                    String.format(Locale.ROOT, "Without %s scale: %s.", chosen.id(), String.join(", ", without))));
            print.println();
        }
        print.print(CostLines.of(estimate));
        print.flush();
        json.write(() -> {
            Map<String, Object> content = new LinkedHashMap<>();
            content.put("schemaVersion", 1);
            content.put("scale", chosen.id());
            content.put("seeds", reproducer.files().seeds());
            content.put("withoutScale", without);
            content.putAll(estimate.json());
            return content;
        });
        return ExitCode.DONE;
    }

    private static CostEstimate estimate(CostPlanner planner, Duration limit, Progress progress) throws IOException {
        CostPlan plan = planner.plan();
        return new CostEstimate(plan, new StepTimer(limit, progress).time(plan.networks()));
    }

    /** Full scale takes long: what can run and has not been run yet is estimated before it begins. */
    private static void refuseLongRuns(ExperimentRunner reproducer, List<Experiment> experiments) throws IOException {
        RunExecutor runner = reproducer.runner();
        CostPlanner planner = new CostPlanner(runner.scale(), runner.data(), runner.work());
        for (Experiment experiment : experiments) {
            for (RunSpec run : reproducer.prepare(experiment).ready()) {
                for (long seed = 1; seed <= (run.varies() ? reproducer.files().seeds() : 1); seed++) {
                    if (!runner.isFinished(run, seed)) {
                        planner.addSeed(run, seed);
                    }
                }
            }
        }
        double hours = estimate(planner, Duration.ZERO, runner.progress()).hours();
        if (hours > MOST_HOURS) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "--scale full takes %s on this machine, an estimate: add --yes to run it; --plan shows where the"
                            + " time goes.",
                    CostLines.duration(hours)));
        }
    }

    /** One experiment; what goes wrong with it is named, and the others go on. */
    private Optional<ExperimentReport> run(
            ExperimentRunner reproducer, Experiment experiment, List<String> missing, List<String> failures) {
        String name = String.format(
                Locale.ROOT,
                "cam4j reproduce: %s at %s scale: ",
                experiment.id(),
                reproducer.runner().scale().id());
        try {
            ExperimentRunner.Prepared prepared = reproducer.prepare(experiment);
            prepared.failures().forEach(line -> missing.add(name + line));
            if (prepared.ready().isEmpty()) {
                return Optional.empty();
            }
            ExperimentReport reproduction = reproducer.run(prepared);
            PrintWriter print = spec.commandLine().getOut();
            print.println(reproducer.files().markdown(reproduction));
            print.flush();
            return Optional.of(reproduction);
        } catch (IOException | UncheckedIOException | IllegalArgumentException failure) {
            failures.add(name + failure.getMessage());
            return Optional.empty();
        }
    }

    private List<Experiment> experiments(Scale chosenScale) {
        Set<Experiment> chosen = new LinkedHashSet<>();
        names.forEach(name -> chosen.addAll(Experiments.named(name)));
        List<Experiment> all = List.copyOf(chosen);
        return runs.isEmpty() ? all : SelectedRuns.of(all, runs, chosenScale);
    }

    private Scale scale() {
        if (smoke && scale.isPresent() && scale.get() != Scale.SMOKE) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "--smoke and --scale %s: expected one of them.",
                    scale.get().id()));
        }
        return smoke ? Scale.SMOKE : scale.orElse(Scale.FULL);
    }
}
