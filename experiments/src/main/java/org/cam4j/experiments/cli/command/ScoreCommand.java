package org.cam4j.experiments.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.format.Datasets;
import org.cam4j.evaluation.Skipped;
import org.cam4j.evaluation.baseline.TrivialBaseline;
import org.cam4j.evaluation.baseline.TrivialBaselines;
import org.cam4j.evaluation.boxes.ThresholdGrid;
import org.cam4j.evaluation.maps.Normalizer;
import org.cam4j.evaluation.metric.Metric;
import org.cam4j.evaluation.metric.Metrics;
import org.cam4j.evaluation.protocol.Protocol;
import org.cam4j.evaluation.protocol.Protocols;
import org.cam4j.evaluation.scoring.ClassScores;
import org.cam4j.evaluation.scoring.Evaluation;
import org.cam4j.evaluation.scoring.FolderEvaluation;
import org.cam4j.evaluation.scoring.MapFolder;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.experiments.cli.option.Candidates;
import org.cam4j.experiments.cli.option.ExitCode;
import org.cam4j.experiments.cli.option.JsonOption;
import org.cam4j.experiments.cli.option.QuietOption;
import org.cam4j.experiments.cli.option.SeedOption;
import org.cam4j.experiments.cli.terminal.ResultLines;
import org.cam4j.experiments.cli.terminal.ResultWarnings;
import org.cam4j.experiments.cli.terminal.SkippedLines;
import org.cam4j.experiments.cli.terminal.TaskProgress;
import org.cam4j.experiments.report.Count;
import org.cam4j.experiments.report.EvaluationJson;
import org.cam4j.training.run.Environment;
import org.cam4j.training.run.RunRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cam4j score}: localization by maps that any program wrote. */
@Command(
        name = "score",
        description = {
            "Evaluate the localization of score maps from any program.",
            "Expects one .npy file per image. Boxes, metrics and baselines are the same as in 'evaluate'.",
            "--metadata holds image_ids.txt, class_labels.txt, image_sizes.txt and localization.txt."
        },
        footer = {"", "Example: cam4j score --maps maps/cam --metadata ILSVRC/test --json cam.json"})
public final class ScoreCommand implements Callable<Integer> {
    @Mixin
    private final JsonOption json = new JsonOption();

    @Mixin
    private final SeedOption seed = new SeedOption();

    @Mixin
    private final ResultLines table = new ResultLines();

    @Mixin
    private final QuietOption quiet = new QuietOption();

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--maps",
            required = true,
            paramLabel = "DIR",
            description = "Folder of the score maps: DIR/<image id>.npy, float32 or float64, [h,w].")
    private Path mapFolder;

    @Option(
            names = "--metadata",
            required = true,
            paramLabel = "DIR",
            description = "Folder with the ids, labels, sizes and boxes of one split.")
    private Path metadata;

    @Option(
            names = "--masks",
            paramLabel = "DIR",
            description = "Folder of the masks that localization.txt names (lines of id,mask,ignored).")
    private Optional<Path> masks = Optional.empty();

    @Option(
            names = "--scores",
            paramLabel = "FILE",
            description = "Class scores, for top-1 and top-5: lines of id,score,score,...")
    private Optional<Path> scoreFile = Optional.empty();

    @Option(
            names = "--training-metadata",
            paramLabel = "DIR",
            description = "Metadata of the training split: its mean box is the center box. Default: half the image.")
    private Optional<Path> trainingMetadata = Optional.empty();

    @Option(
            names = "--interval",
            paramLabel = "T",
            defaultValue = "0.001",
            description = "Step between two thresholds. Default: ${DEFAULT-VALUE}.")
    private double interval;

    @Option(
            names = "--protocol",
            paramLabel = "D",
            completionCandidates = Candidates.Protocols.class,
            defaultValue = "wsoleval",
            description = "Evaluation protocol; one of: ${COMPLETION-CANDIDATES}. "
                    + "MaxBoxAcc, PxAP and mask metrics do not depend on it. Default: wsoleval.")
    private String dialectId;

    @Option(
            names = "--normalizer",
            paramLabel = "N",
            completionCandidates = Candidates.Normalizers.class,
            description =
                    "Scales a map to 0..1; one of: ${COMPLETION-CANDIDATES}. 'none' takes maps as they are. Default: that of the protocol.")
    private Optional<Normalizer> normalizer = Optional.empty();

    @Option(
            names = "--method",
            paramLabel = "M",
            description = "Name of the maps in the results. Default: the name of their folder.")
    private Optional<String> method = Optional.empty();

    @Override
    public Integer call() throws Exception {
        json.check();
        Instant started = Instant.now();
        ThresholdGrid thresholds = new ThresholdGrid(interval);
        Protocol dialect = Protocols.byId(dialectId);
        Dataset dataset = Datasets.metadata(metadata, masks);
        SkippedLines.printNotes(spec, dataset.notes());
        List<Sample> samples = dataset.samples(Split.TEST);
        MapFolder maps =
                new MapFolder(mapFolder, samples.stream().map(Sample::id).toList());
        if (samples.isEmpty()) {
            SkippedLines.print(spec, dataset.skipped());
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s: has no usable image, expected image_ids.txt and class_labels.txt to name at least one.",
                    metadata));
        }
        List<Sample> training = training(samples);
        List<TrivialBaseline> trivial = TrivialBaselines.all(training, seed.value);
        Optional<ClassScores> scores =
                scoreFile.isPresent() ? Optional.of(ClassScores.read(scoreFile.get())) : Optional.empty();
        List<Metric> metrics =
                Metrics.all(thresholds, dialect, Metrics.policies(dialect, dataset.id(), Optional.empty()));
        FolderEvaluation evaluation =
                new FolderEvaluation(normalizer.orElseGet(dialect::normalizer), metrics, Bootstrap.STANDARD);
        FolderEvaluation.Outcome outcome;
        try (TaskProgress progress = new TaskProgress("score", "images", samples.size(), quiet.quiet)) {
            outcome = evaluation.run(
                    name(trivial),
                    maps,
                    samples,
                    trivial,
                    scores.map(ClassScores::byId),
                    done -> progress.to(done, ""));
        }
        Set<Skipped> leftOut = new LinkedHashSet<>(dataset.skipped());
        scores.ifPresent(read -> leftOut.addAll(read.skipped()));
        outcome.results().values().forEach(result -> leftOut.addAll(result.skipped()));
        List<Skipped> skipped = List.copyOf(leftOut);
        Evaluation.Result first = outcome.results().values().iterator().next();
        print(outcome, maps.strangers());
        SkippedLines.print(spec, skipped);
        json.write(() -> EvaluationJson.of(
                first.images(),
                skipped,
                outcome.results(),
                record(started, dataset, outcome.results(), training.isEmpty())));
        return ExitCode.of(skipped.isEmpty());
    }

    /** The images whose boxes give the center box its size: none that is measured, whose labels would decide a prediction. */
    private List<Sample> training(List<Sample> measured) throws IOException {
        if (trainingMetadata.isEmpty()) {
            return List.of();
        }
        List<Sample> training =
                Datasets.metadata(trainingMetadata.get(), Optional.empty()).samples(Split.TEST);
        Set<String> ids = measured.stream().map(Sample::id).collect(Collectors.toSet());
        for (Sample sample : training) {
            if (ids.contains(sample.id())) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "--training-metadata %s: image '%s' is measured too; expected images that are not.",
                        trainingMetadata.get(),
                        sample.id()));
            }
        }
        return training;
    }

    /** The maps' name, which no trivial prediction may have. */
    private String name(List<TrivialBaseline> trivial) {
        String name = method.orElseGet(
                () -> String.valueOf(mapFolder.toAbsolutePath().normalize().getFileName()));
        if (trivial.stream().anyMatch(one -> one.id().equals(name))) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "The maps have the name '%s' of a trivial baseline; expected another name, given with --method.",
                    name));
        }
        return name;
    }

    private void print(FolderEvaluation.Outcome outcome, List<Path> strangers) {
        Map<String, Evaluation.Result> results = outcome.results();
        table.print(spec, results);
        ResultWarnings.print(spec.commandLine().getErr(), results);
        if (outcome.stretched() > 0) {
            spec.commandLine()
                    .getErr()
                    .printf(
                            Locale.ROOT,
                            "Note: stretched %s with values between 0 and 1 that do not reach both; the reference"
                                    + " evaluator takes such maps as they are, as --normalizer none does.%n",
                            Count.of(outcome.stretched(), "map", "maps"));
        }
        if (!strangers.isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .printf(
                            Locale.ROOT,
                            "Note: %s without an image in the metadata, the first: %s.%n",
                            Count.of(strangers.size(), ".npy file", ".npy files"),
                            strangers.get(0));
        }
    }

    private RunRecord record(
            Instant started, Dataset dataset, Map<String, Evaluation.Result> results, boolean halfTheImage) {
        Map<String, Object> choices = new LinkedHashMap<>();
        choices.put("maps", mapFolder.toString());
        choices.put("dataset", dataset.id());
        choices.put("metadata", metadata.toString());
        masks.ifPresent(folder -> choices.put("masks", folder.toString()));
        scoreFile.ifPresent(file -> choices.put("scores", file.toString()));
        trainingMetadata.ifPresent(folder -> choices.put("training metadata", folder.toString()));
        choices.put("interval", interval);
        choices.put("dialect", dialectId);
        choices.put(
                "normaliser",
                normalizer
                        .orElseGet(() -> Protocols.byId(dialectId).normalizer())
                        .id());
        choices.put("centre box", halfTheImage ? "half the image, no training boxes were given" : "mean training box");
        Map<String, Object> thresholds = new LinkedHashMap<>();
        results.forEach((id, result) -> thresholds.put(id, result.thresholds()));
        return new RunRecord(
                RunRecord.SCHEMA_VERSION,
                "score",
                started.toString(),
                choices,
                seed.value,
                dataset.fingerprint(),
                "",
                Environment.here(),
                Duration.between(started, Instant.now()).toMillis() / 1000.0,
                Map.of("thresholds", thresholds),
                null);
    }
}
