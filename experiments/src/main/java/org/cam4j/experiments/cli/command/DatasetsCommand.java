package org.cam4j.experiments.cli.command;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.cam4j.datasets.ClassCounts;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.DatasetCheck;
import org.cam4j.datasets.DatasetFormat;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.format.Datasets;
import org.cam4j.experiments.cli.option.CommonOptions;
import org.cam4j.experiments.cli.option.ExitCode;
import org.cam4j.experiments.cli.option.PositionalDataset;
import org.cam4j.experiments.cli.terminal.ResultLines;
import org.cam4j.experiments.cli.terminal.TaskProgress;
import org.cam4j.experiments.report.ClassTable;
import org.cam4j.experiments.report.Count;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code cam4j datasets}: lists, checks, downloads and writes data sets. */
@Command(
        name = "datasets",
        description = "List, check, download or write data sets.",
        footer = {"", "Example: cam4j datasets check tiny-imagenet --data tiny-imagenet-200"},
        subcommands = {
            DatasetsCommand.ListAll.class,
            DatasetsCommand.Check.class,
            DatasetsFetchCommand.class,
            DatasetsWriteCommand.class,
            HelpCommand.class
        })
public final class DatasetsCommand extends CommandGroup {
    @Command(
            name = "list",
            description = "List the data sets with one sentence about each.",
            footer = {"", "Example: cam4j datasets list"})
    static final class ListAll implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            for (DatasetFormat format : Datasets.all()) {
                spec.commandLine().getOut().printf(Locale.ROOT, "%-14s %s%n", format.id(), format.description());
            }
            return ExitCode.DONE;
        }
    }

    @Command(
            name = "check",
            description = {
                "Read all images and annotations of a data set and report every faulty one.",
                "Notes name what was corrected or inferred. The exit code is 1 if anything was left out.",
                "Prints images and boxes of every class in every split, and warns of classes of very different sizes.",
                "docs/data-sets.md describes the layouts."
            },
            footer = {"", "Example: cam4j datasets check tiny-imagenet --data tiny-imagenet-200"})
    static final class Check implements Callable<Integer> {
        private static final int MOST = 50;

        @Mixin
        private final CommonOptions common = new CommonOptions();

        @Mixin
        private PositionalDataset source;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws Exception {
            Dataset dataset = source.open(common.seed());
            long total = 0;
            for (Split split : Split.values()) {
                total += dataset.samples(split).size();
            }
            DatasetCheck.Report report;
            try (TaskProgress progress = new TaskProgress("check " + dataset.id(), "images", total, common.quiet())) {
                report = DatasetCheck.run(dataset, common.threads(), done -> progress.to(done, ""));
            }
            PrintWriter out = spec.commandLine().getOut();
            Map<String, Integer> images = new LinkedHashMap<>();
            report.images().forEach((split, count) -> images.put(split.id(), count));
            images.forEach(
                    (split, count) -> out.printf(Locale.ROOT, "%-12s %s%n", split, Count.of(count, "image", "images")));
            out.printf(
                    Locale.ROOT, "%-12s %d%n", "classes", dataset.classNames().size());
            out.printf(Locale.ROOT, "%-12s %s%n", "fingerprint", dataset.fingerprint());
            ClassCounts counts = ClassCounts.of(dataset);
            out.print(ClassTable.of(counts, ResultLines.COLUMNS).markdown());
            ClassTable.lines(counts, Dataset.isMultiLabel(dataset))
                    .forEach(line -> out.println(ResultLines.wrapped(line)));
            ClassTable.warning(counts, Dataset.isMultiLabel(dataset))
                    .ifPresent(warning -> spec.commandLine().getErr().println("Warning: " + warning));
            List<String> bad = report.bad().stream()
                    .map(skipped -> skipped.id() + ": " + skipped.reason())
                    .toList();
            List<String> notes = dataset.notes().stream()
                    .map(note -> note.where() + ": " + note.text())
                    .toList();
            print(out, "left out", "bad", bad);
            print(out, "notes", "note", notes);
            common.writeJson(() -> Map.of(
                    "schemaVersion",
                    1,
                    "images",
                    images,
                    "classes",
                    ClassTable.json(counts),
                    "bad",
                    report.bad(),
                    "notes",
                    dataset.notes()));
            return ExitCode.of(report.bad().isEmpty());
        }

        /** Prints how many lines there are, and the first of them. */
        private static void print(PrintWriter out, String name, String each, List<String> lines) {
            out.printf(Locale.ROOT, "%-12s %d%n", name, lines.size());
            lines.stream().limit(MOST).forEach(line -> out.printf(Locale.ROOT, "%-12s %s%n", each, line));
            if (lines.size() > MOST) {
                out.printf(
                        Locale.ROOT, "%-12s ... and %d more; --json FILE holds them all.%n", each, lines.size() - MOST);
            }
        }
    }
}
