package org.cam4j.experiments.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.cam4j.experiments.cli.terminal.Interruption;
import org.cam4j.experiments.cli.terminal.RunProgress;
import org.cam4j.experiments.papers.Experiments;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.cam4j.experiments.reproduce.claim.ExperimentReport;
import org.cam4j.experiments.reproduce.claim.SelectedRuns;
import org.cam4j.experiments.reproduce.output.ExperimentRunner;
import org.cam4j.experiments.reproduce.output.ResultFiles;
import org.cam4j.experiments.reproduce.output.ResultsReadme;
import org.cam4j.experiments.reproduce.run.DataFolder;
import org.cam4j.experiments.reproduce.run.RunExecutor;
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
            "interrupted run is resumed. Only runs at full scale fill the cells of a printed table."
        },
        footer = {
            "",
            "Example: cam4j reproduce zhang2022-threshold --smoke",
            "Example: cam4j reproduce all --scale small --data data",
            "         (with data/tiny-imagenet-200, data/ilsvrc-val, data/weights)"
        })
public final class ReproduceCommand implements Callable<Integer> {
    private static final String ALL = "all";

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
            description = "Experiments, separated by commas, or 'all'; of: ${COMPLETION-CANDIDATES}.")
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
                            + " a backbone. Default: all.")
    private List<String> runs = new ArrayList<>();

    @Option(names = "--out", paramLabel = "DIR", description = "Folder of the results. Default: results.")
    private Optional<Path> out = Optional.empty();

    @Override
    public Integer call() throws Exception {
        json.check();
        List<Experiment> experiments = experiments();
        Scale chosen = scale();
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
        ExperimentRunner reproducer = new ExperimentRunner(
                new RunExecutor(
                        work, new DataFolder(data), chosen, threads.count(), new RunProgress(spec, quiet.quiet)),
                new ResultFiles(chosen == Scale.SMOKE ? work.resolve("smoke") : results, repeats));
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
            prepared.missing().forEach(line -> missing.add(name + line));
            if (!prepared.missing().isEmpty()) {
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

    private List<Experiment> experiments() {
        Set<Experiment> chosen = new LinkedHashSet<>();
        names.forEach(name -> chosen.addAll(name.equals(ALL) ? Experiments.all() : List.of(Experiments.byId(name))));
        return runs.isEmpty()
                ? List.copyOf(chosen)
                : chosen.stream()
                        .<Experiment>map(experiment -> new SelectedRuns(experiment, runs))
                        .toList();
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
