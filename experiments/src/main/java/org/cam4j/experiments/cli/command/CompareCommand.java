package org.cam4j.experiments.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cam4j.evaluation.baseline.TrivialBaselines;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.evaluation.statistics.Comparison;
import org.cam4j.experiments.cli.option.ExitCode;
import org.cam4j.experiments.cli.option.JsonOption;
import org.cam4j.experiments.cli.option.SeedOption;
import org.cam4j.experiments.report.ComparisonJson;
import org.cam4j.experiments.report.ComparisonTable;
import org.cam4j.experiments.report.EvaluationFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cam4j compare}: the differences between two results, with intervals and p-values. */
@Command(
        name = "compare",
        description = {
            "Compare two results of 'evaluate' or 'score', metric by metric.",
            "The table shows B minus A with a 95 %% interval and a p-value, over the images in both.",
            "Runs of the same side with different seeds are separated by commas."
        },
        footer = {
            "",
            "Example: cam4j compare cam.json other.json",
            "         cam4j compare a1.json,a2.json b1.json,b2.json --method cam",
            "         cam4j compare all.json --method cam --with grad-cam"
        })
public final class CompareCommand implements Callable<Integer> {
    private static final int DRAWS = 2000;

    @Mixin
    private final JsonOption json = new JsonOption();

    @Mixin
    private final SeedOption seed = new SeedOption();

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "1",
            paramLabel = "A.json[,A2.json...]",
            hideParamSyntax = true,
            split = ",",
            description = "Side A: one JSON file, or several runs.")
    private List<Path> first = new ArrayList<>();

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "[B.json[,B2.json...]]",
            hideParamSyntax = true,
            split = ",",
            description = "Side B. Not needed with --with.")
    private List<Path> second = new ArrayList<>();

    @Option(
            names = "--method",
            paramLabel = "M",
            converter = MethodId.class,
            description = "Method to compare. Default: the first method of each file.")
    private Optional<String> method = Optional.empty();

    @Option(
            names = "--with",
            paramLabel = "M",
            converter = MethodId.class,
            description = "Method of side B. Default: that of --method.")
    private Optional<String> with = Optional.empty();

    @Option(names = "--different-data", description = "Compare even if data set, data fingerprint or split differ.")
    private boolean differentData;

    /** The id of a method in a result; {@code center-box} is the baseline {@code centre-box}. */
    static final class MethodId implements ITypeConverter<String> {
        @Override
        public String convert(String id) {
            return TrivialBaselines.id(id);
        }
    }

    @Override
    public Integer call() throws Exception {
        json.check();
        if (second.isEmpty() && with.isEmpty()) {
            throw new IllegalArgumentException(
                    "Found one side only; expected a second file, or --with to name another method of the first file.");
        }
        List<EvaluationFile> filesA = read(first);
        List<EvaluationFile> filesB = second.isEmpty() ? filesA : read(second);
        String methodA = method.isPresent() ? method.get() : filesA.get(0).firstMethod();
        String methodB = with.isPresent()
                ? with.get()
                : method.isPresent() ? method.get() : filesB.get(0).firstMethod();
        List<String> notes = notes(filesA, filesB);
        Comparison comparison =
                Comparison.of(runs(filesA, methodA), runs(filesB, methodB), new Bootstrap(DRAWS, seed.value));
        requireSomething(comparison);
        ComparisonTable table = new ComparisonTable(comparison);
        spec.commandLine().getOut().printf(Locale.ROOT, "A: %s of %s%n", methodA, names(filesA));
        spec.commandLine().getOut().printf(Locale.ROOT, "B: %s of %s%n", methodB, names(filesB));
        spec.commandLine().getOut().print(table.table().markdown());
        table.remarks().forEach(spec.commandLine().getOut()::println);
        notes.forEach(note -> spec.commandLine().getErr().println("Note: " + note));
        json.write(() -> ComparisonJson.of(comparison, names(filesA), methodA, names(filesB), methodB, notes));
        return ExitCode.DONE;
    }

    private static List<EvaluationFile> read(List<Path> paths) throws IOException {
        List<EvaluationFile> files = new ArrayList<>();
        for (Path path : paths) {
            files.add(EvaluationFile.read(path));
        }
        return files;
    }

    private static List<Comparison.Run> runs(List<EvaluationFile> files, String method) throws IOException {
        List<Comparison.Run> runs = new ArrayList<>();
        for (EvaluationFile file : files) {
            runs.add(file.run(method));
        }
        return runs;
    }

    private static List<String> names(List<EvaluationFile> files) {
        return files.stream().map(file -> file.path().toString()).toList();
    }

    /** Refuses results of different data; what cannot be told is a note. */
    private List<String> notes(List<EvaluationFile> filesA, List<EvaluationFile> filesB) {
        EvaluationFile reference = filesA.get(0);
        List<EvaluationFile> others = new ArrayList<>(filesA);
        others.addAll(filesB);
        List<String> notes = new ArrayList<>();
        for (EvaluationFile other : others) {
            for (String rule : List.of("dialect", "normaliser")) { // keys of the record
                String expected = reference.provenance("/spec/" + rule);
                String found = other.provenance("/spec/" + rule);
                if (!found.isEmpty() && !expected.isEmpty() && !found.equals(expected)) {
                    notes.add(String.format(
                            Locale.ROOT,
                            "%s has the %s '%s', %s has '%s': the metrics are not the same.",
                            reference.path(),
                            rule.equals("dialect") ? "protocol" : "normalizer",
                            expected,
                            other.path(),
                            found));
                }
            }
            if (!reference.provenance("/kind").equals(other.provenance("/kind"))) {
                notes.add(String.format(
                        Locale.ROOT,
                        "%s comes from '%s' and %s from '%s': the images are matched by id and label only.",
                        reference.path(),
                        reference.provenance("/kind"),
                        other.path(),
                        other.provenance("/kind")));
                continue;
            }
            for (String field : List.of("/spec/dataset", "/spec/split", "/dataFingerprint")) {
                String found = other.provenance(field);
                String expected = reference.provenance(field);
                if (!Objects.equals(found, expected)) {
                    String message = String.format(
                            Locale.ROOT,
                            "%s has %s '%s', %s has '%s'",
                            reference.path(),
                            field.substring(field.lastIndexOf('/') + 1),
                            expected,
                            other.path(),
                            found);
                    if (!differentData) {
                        throw new IllegalArgumentException(message
                                + "; expected results on the same data. To compare them anyway, add --different-data.");
                    }
                    notes.add(message + ".");
                }
            }
        }
        return notes.stream().distinct().toList();
    }

    private void requireSomething(Comparison comparison) {
        if (comparison.rows().isEmpty()) {
            throw new IllegalArgumentException("The two sides have no key in common; there is nothing to compare.");
        }
        boolean known = comparison.onlyA() > 0 && comparison.onlyB() > 0;
        if (known && comparison.common() == 0 && !differentData) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "The two sides have no image in common (%d and %d); they cannot be compared pair by pair. To compare them anyway, add --different-data.",
                    comparison.onlyA(),
                    comparison.onlyB()));
        }
    }
}
