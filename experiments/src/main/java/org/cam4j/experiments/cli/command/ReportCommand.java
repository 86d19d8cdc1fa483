package org.cam4j.experiments.cli.command;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.Skipped;
import org.cam4j.evaluation.baseline.TrivialBaselines;
import org.cam4j.evaluation.boxes.Boxes;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.protocol.Protocol;
import org.cam4j.evaluation.protocol.Protocols;
import org.cam4j.experiments.cli.option.Candidates;
import org.cam4j.experiments.cli.option.ClassNames;
import org.cam4j.experiments.cli.option.DatasetOptions;
import org.cam4j.experiments.cli.option.ExitCode;
import org.cam4j.experiments.cli.option.JsonOption;
import org.cam4j.experiments.cli.option.QuietOption;
import org.cam4j.experiments.cli.option.ThreadsOption;
import org.cam4j.experiments.cli.terminal.SkippedLines;
import org.cam4j.experiments.cli.terminal.TaskProgress;
import org.cam4j.experiments.report.ConfusionTable;
import org.cam4j.experiments.report.Count;
import org.cam4j.experiments.report.EvaluationJson;
import org.cam4j.experiments.report.GridTable;
import org.cam4j.experiments.report.LocalizationOutcome;
import org.cam4j.experiments.report.ReportedRun;
import org.cam4j.experiments.report.RunFacts;
import org.cam4j.experiments.report.Table;
import org.cam4j.experiments.report.TrainingHistory;
import org.cam4j.experiments.report.TrainingReport;
import org.cam4j.experiments.report.picture.ContactSheet;
import org.cam4j.experiments.report.picture.OverlayRow;
import org.cam4j.experiments.report.picture.Pictures;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.explain.ColorMap;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.fit.Trainer;
import org.cam4j.training.fit.result.ConfusionMatrix;
import org.cam4j.training.localize.MapComputer;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.model.ModelFile;
import org.cam4j.training.protocol.ChosenThresholds;
import org.cam4j.training.protocol.EvaluationRules;
import org.cam4j.training.protocol.EvaluationTask;
import org.cam4j.training.run.RunFolder;
import org.cam4j.training.run.RunRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cam4j report}: a training on one page. */
@Command(
        name = "report",
        description = {
            "Evaluate finished trainings and write a report as one self-contained HTML page.",
            "It shows training curves, metrics with intervals, localization errors, example images, the",
            "confusion matrix, cost and provenance."
        },
        footer = {
            "",
            "Example: cam4j report run1 --data tiny-imagenet-200",
            "         cam4j report run1 run2 --data tiny-imagenet-200 --out both"
        })
public final class ReportCommand implements Callable<Integer> {
    private static final int PICTURED = 6;
    private static final int SIDE = 160;

    @Mixin
    private final JsonOption json = new JsonOption();

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    @Mixin
    private final QuietOption quiet = new QuietOption();

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "RUN", description = "Run folders that 'train' wrote.")
    private List<Path> runs = new ArrayList<>();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder of the data set that the runs were trained on. Not needed for 'parts'.")
    private Optional<Path> data = Optional.empty();

    @Option(
            names = "--method",
            split = ",",
            defaultValue = "cam,grad-cam",
            paramLabel = "M",
            completionCandidates = Candidates.Methods.class,
            description = "CAM methods, separated by commas; the first selects the best and worst images. Default:"
                    + " ${DEFAULT-VALUE}.")
    private List<String> methodIds = new ArrayList<>();

    @Option(
            names = "--images",
            paramLabel = "N",
            description =
                    "Use only N evenly spaced images of the test split, and of the validation split for the threshold."
                            + " Default: all.")
    private Optional<Integer> images = Optional.empty();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Output folder. Default: 'report' in the folder of the first run.")
    private Optional<Path> out = Optional.empty();

    /** An image with its box's IoU. */
    private record Located(Sample sample, double iou) {}

    /** What is asked of every image while the network is measured. */
    private final class Observed {
        private final ConfusionMatrix confusion;
        private final List<Located> located = new ArrayList<>();
        private final Map<LocalizationOutcome, Integer> outcomes = new EnumMap<>(LocalizationOutcome.class);

        Observed(int classes) {
            confusion = new ConfusionMatrix(classes);
        }

        void add(EvaluatedImage observation, double threshold, Protocol dialect) {
            confusion.add(observation.label(), observation.scores().orElseThrow());
            if (!observation.truth().isEmpty()) {
                located.add(new Located(
                        (Sample) observation.sample(),
                        observation.curve(dialect).at(threshold)));
                outcomes.merge(LocalizationOutcome.of(observation, threshold), 1, Integer::sum);
            }
        }
    }

    @Override
    public Integer call() throws Exception {
        json.check();
        Candidates.methods(methodIds); // an unknown one is refused before anything is read
        if (images.isPresent() && images.get() < 1) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "--images %d: expected 1 or more.", images.get()));
        }
        Kernels.switchOn();
        RunFolder folder = RunFolder.open(out.orElseGet(() -> runs.get(0).resolve("report")));
        List<ReportedRun> reported = new ArrayList<>();
        Map<String, Object> content = new LinkedHashMap<>();
        int left = 0;
        for (Path run : runs) {
            try {
                ReportedRun one = measure(run);
                reported.add(one);
                content.put(
                        one.name(),
                        EvaluationJson.of(
                                one.results().values().iterator().next().images(),
                                List.of(),
                                one.results(),
                                one.record()));
            } catch (IOException | UncheckedIOException | IllegalArgumentException failure) {
                if (runs.size() == 1) {
                    throw failure;
                }
                left++;
                spec.commandLine().getErr().println("Left out " + run + ": " + failure.getMessage());
            }
        }
        if (reported.isEmpty()) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "None of the %d runs could be reported.", runs.size()));
        }
        TrainingReport.write(reported, folder);
        if (json.file.isPresent()) {
            JsonOption.write(json.file.get(), content);
        }
        spec.commandLine().getOut().printf(Locale.ROOT, "Report: %s%n", folder.file(TrainingReport.FILE));
        boolean whole = left == 0
                && reported.stream()
                        .allMatch(run -> run.results().values().stream()
                                .allMatch(result -> result.skipped().isEmpty()));
        return whole ? ExitCode.DONE : ExitCode.FAILURES;
    }

    private ReportedRun measure(Path run) throws IOException {
        Path file = run.resolve(RunRecord.FILE);
        if (!Files.exists(file)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s: found no %s; expected the folder of a finished training. Finish it with 'train --resume', or"
                            + " name another.",
                    run,
                    RunRecord.FILE));
        }
        RunRecord record = RunRecord.read(file);
        Dataset dataset = DatasetOptions.open(String.valueOf(record.spec().get("data set")), data, record.seed());
        CamModel model = ModelFile.load(run.resolve(Trainer.MODEL));
        if (!model.outputKind().isExclusive()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s: report counts which class is right, but the network's output is %s; use evaluate and explain.",
                    run,
                    model.outputKind().id()));
        }
        ClassNames.requireSame(model, dataset);
        List<CamMethod> methods =
                Candidates.methodsFor(model, methodIds, spec.commandLine().getErr());
        Protocol dialect = Protocols.byId("wsoleval");
        EvaluationTask task = EvaluationTask.of(model, methods, EvaluationRules.of(dataset, dialect), threads.count())
                .withTrivial(TrivialBaselines.all(dataset.samples(Split.TRAIN), record.seed()))
                .withGrid(methods.subList(0, 1));
        List<Sample> test = dataset.samples(Split.TEST);
        List<Sample> samples = Sample.spread(test, images.orElse(test.size()));
        if (samples.isEmpty()) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "Data set '%s' has no test images.", dataset.id()));
        }
        String first = methods.get(0).id();
        List<Sample> boxed = dataset.samples(Split.VALIDATION).stream()
                .filter(sample -> !sample.boxes().isEmpty())
                .toList();
        List<Sample> choosing = Sample.spread(boxed, images.orElse(boxed.size()));
        ChosenThresholds chosen = choose(task, choosing);
        double threshold = chosen.of(first).orElse(Boxes.ZHOU);
        Observed observed = new Observed(model.classNames().size());
        EvaluationTask.Outcome outcome;
        try (TaskProgress progress = new TaskProgress("evaluate", "images", samples.size(), quiet.quiet)) {
            outcome = task.measure(
                    samples,
                    chosen,
                    (id, observation) -> {
                        if (id.equals(first)) {
                            observed.add(observation, threshold, dialect);
                        }
                    },
                    done -> progress.to(done, ""));
        }
        List<Skipped> skipped =
                Objects.requireNonNull(outcome.results().get(first)).skipped();
        SkippedLines.print(spec, skipped);
        observed.located.sort(Comparator.comparingDouble(Located::iou).reversed());
        int shown = Math.min(PICTURED, observed.located.size() / 2);
        List<Located> all = observed.located;
        return new ReportedRun(
                String.valueOf(run.toAbsolutePath().normalize().getFileName()),
                record,
                TrainingHistory.read(run.resolve(Trainer.HISTORY)),
                String.format(Locale.ROOT, "%d of %d test images of %s", samples.size(), test.size(), dataset.id()),
                outcome.results(),
                observed.located.isEmpty()
                        ? new Table(List.of(), List.of())
                        : GridTable.of(
                                Map.of(
                                        first,
                                        Objects.requireNonNull(outcome.cells().get(first))),
                                dataset.id()),
                new ConfusionTable(model.classNames(), observed.confusion),
                String.format(
                        Locale.ROOT,
                        "%.2f of the map's range, %s",
                        threshold,
                        choosing.isEmpty() ? "as in Zhou et al. 2016" : "chosen on the validation split"),
                observed.outcomes,
                sheet(model, methods, all.subList(0, shown), threshold),
                sheet(model, methods, all.subList(all.size() - shown, all.size()), threshold),
                RunFacts.of(record, model),
                commands(run, record, model),
                notes(dataset, record, skipped));
    }

    private ChosenThresholds choose(EvaluationTask task, List<Sample> samples) throws IOException {
        if (samples.isEmpty()) {
            return ChosenThresholds.NONE;
        }
        String title = "choose the threshold, validation split";
        try (TaskProgress progress = new TaskProgress(title, "images", samples.size(), quiet.quiet)) {
            return task.choose(samples, done -> progress.to(done, ""));
        }
    }

    private BufferedImage sheet(CamModel model, List<CamMethod> methods, List<Located> rows, double threshold)
            throws IOException {
        List<String> titles = new ArrayList<>(List.of("image"));
        methods.forEach(method -> titles.add(method.id()));
        ContactSheet sheet = new ContactSheet(titles, SIDE);
        Map<String, Double> overlaps = new LinkedHashMap<>();
        rows.forEach(row -> overlaps.put(row.sample().id(), row.iou()));
        List<Sample> samples = rows.stream().map(Located::sample).toList();
        new MapComputer(model, methods, threads.count()).run(samples, MapComputer::groundTruth, located -> {
            Sample sample = located.sample();
            OverlayRow row = OverlayRow.withTruth(Pictures.drawable(located.pixels(), SIDE), ColorMap.VIRIDIS, sample)
                    .image();
            located.classes().get(0).maps().values().forEach(map -> row.overlay(map, threshold));
            float[] probabilities = located.probabilities();
            sheet.add(
                    List.of(
                            model.classNames().get(sample.label()),
                            String.format(Locale.ROOT, "probability %.2f", probabilities[sample.label()]),
                            String.format(Locale.ROOT, "IoU %.2f", overlaps.getOrDefault(sample.id(), 0.0))),
                    row.tiles());
        });
        return sheet.draw(2);
    }

    private List<String> commands(Path run, RunRecord record, CamModel model) {
        Map<String, Object> choices = record.spec();
        String weights = String.valueOf(model.provenance().get("weights"));
        boolean own =
                weights.startsWith("random") || weights.equals(choices.get("backbone")); // a file's own parameters
        String pixels = model.provenance().getOrDefault("pixels", "");
        String train = String.format(
                Locale.ROOT,
                "cam4j train --backbone %s --head %s%s%s --dataset %s%s%s%s --input-size %d --epochs %s --batch-size %s"
                        + " --learning-rate %s --seed %d --out %s",
                choices.get("backbone"),
                choices.get("head"),
                choices.containsKey("output") ? " --output " + choices.get("output") : "",
                choices.containsKey("rival") ? " --wsol " + choices.get("rival") : "",
                choices.get("data set"),
                data.isPresent() ? " --data DIR" : "",
                own ? "" : " --weights " + weights,
                pixels.startsWith("--pixels") ? " " + pixels.split(",", 2)[0] : "",
                model.preprocessing().height(),
                choices.get("epochs"),
                choices.get("batchSize"),
                choices.get("learningRate"),
                record.seed(),
                run.getFileName());
        String report = String.format(
                Locale.ROOT,
                "cam4j report %s%s --method %s%s",
                run.getFileName(),
                data.isPresent() ? " --data DIR" : "",
                String.join(",", methodIds),
                images.map(count -> " --images " + count).orElse(""));
        return List.of(train, report);
    }

    private static List<String> notes(Dataset dataset, RunRecord record, List<Skipped> skipped) {
        List<String> notes = new ArrayList<>();
        if (!dataset.fingerprint().equals(record.dataFingerprint())) {
            notes.add(
                    "The network was trained on another state or part of the data set: images that it learned from may"
                            + " be among those that it is measured on.");
        }
        if (!skipped.isEmpty()) {
            notes.add(String.format(
                    Locale.ROOT,
                    "%s could not be read and left out of the results, the first one being %s.",
                    Count.of(skipped.size(), "image", "images"),
                    skipped.get(0).id()));
        }
        return notes;
    }
}
