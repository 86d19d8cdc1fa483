package org.cam4j.experiments.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.cam4j.datasets.Sample;
import org.cam4j.evaluation.Skipped;
import org.cam4j.experiments.cli.option.Candidates;
import org.cam4j.experiments.cli.option.ClassNames;
import org.cam4j.experiments.cli.option.CommonOptions;
import org.cam4j.experiments.cli.option.ExitCode;
import org.cam4j.experiments.cli.option.ExplainSource;
import org.cam4j.experiments.cli.option.ModelOptions;
import org.cam4j.experiments.cli.terminal.ExplainedLines;
import org.cam4j.experiments.cli.terminal.GrayImages;
import org.cam4j.experiments.cli.terminal.Interruption;
import org.cam4j.experiments.cli.terminal.SkippedLines;
import org.cam4j.experiments.cli.terminal.TaskProgress;
import org.cam4j.experiments.report.Count;
import org.cam4j.experiments.report.ExplanationFolder;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.layers.explain.ColorMap;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.graph.OutputKind;
import org.cam4j.training.localize.MapComputer;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.model.ParameterBytes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cam4j explain}: where a network looks in images, in folders of images or in a data set. */
@Command(
        name = "explain",
        description = {
            "Explain images: an overlay, a map and a box for every image, class and method.",
            "The overview of all results is index.html in --out.",
            "The box surrounds the largest region above 20 %% of the map's range (Zhou et al., CVPR 2016)."
        },
        footer = {
            "",
            "Example: cam4j explain photo.jpg",
            "         (with the network that is part of cam4j: SqueezeNet 1.1 for ImageNet)",
            "Example: cam4j explain --model run1 --method cam,grad-cam --out maps photos"
        })
public final class ExplainCommand implements Callable<Integer> {
    private static final double THRESHOLD = 0.5;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Mixin
    private final ModelOptions network = new ModelOptions();

    @Mixin
    private final ExplainSource source = new ExplainSource();

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--method",
            split = ",",
            defaultValue = "cam",
            paramLabel = "M",
            completionCandidates = Candidates.Methods.class,
            description = {
                "CAM methods, separated by commas, or 'all'; of: ${COMPLETION-CANDIDATES}. Default: cam.",
                "Suffixes of an id: @flip averages with the mirrored image, @scale0.8 with the image at that scale; "
                        + "@channels128 limits score-cam and ablation-cam to 128 channels."
            })
    private List<String> methodIds = new ArrayList<>();

    @Option(names = "--top", paramLabel = "K", description = "Explain the K most probable classes. Default: 1.")
    private Optional<Integer> top = Optional.empty();

    @Option(
            names = "--min-probability",
            paramLabel = "P",
            description =
                    "Of a network with several labels per image, explain each label with at least this probability, or else the "
                            + "most probable one. Default: 0.5.")
    private Optional<Double> least = Optional.empty();

    @Option(
            names = "--class",
            paramLabel = "C",
            description = "Explain this class, given by one of its names or its index, counted from 0.")
    private Optional<String> classOption = Optional.empty();

    @Option(
            names = "--out",
            defaultValue = "explain",
            paramLabel = "DIR",
            description = "Output folder for overlays, maps and boxes. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Option(
            names = "--tap",
            paramLabel = "NAME",
            description = "Target layer; 'cam4j list taps' lists the layers. Default: the last feature maps.")
    private Optional<String> tap = Optional.empty();

    @Option(
            names = "--colors",
            defaultValue = "viridis",
            paramLabel = "C",
            description = "Color map: viridis (perceptually uniform), turbo or jet. Default: viridis.")
    private ColorMap colors;

    @Option(
            names = "--resume",
            description = "Continue an interrupted run in --out. Images that failed are tried again.")
    private boolean resume;

    @Option(names = "--force", description = "Replace the explanations of an earlier run in --out. Other files stay.")
    private boolean force;

    @Override
    public Integer call() throws Exception {
        common.checkJson();
        if (force && resume) {
            throw new IllegalArgumentException("--force and --resume exclude each other; give one of them.");
        }
        Candidates.methods(methodIds); // an unknown one is refused before anything is read
        ExplainSource.Images images = source.open(common.seed());
        SkippedLines.printNotes(spec, images.notes());
        Kernels.switchOn();
        CamModel model =
                network.loadOrEmbedded(images.classNames(), spec.commandLine().getErr());
        List<CamMethod> methods =
                Candidates.methodsFor(model, methodIds, spec.commandLine().getErr());
        ClassSelection selection = selection(model);
        MapComputer localizer = new MapComputer(model, methods, tap, common.threads());
        List<Skipped> skipped = new ArrayList<>(images.skipped());
        try (ExplanationFolder folder = ExplanationFolder.open(
                        out,
                        choices(model, methods, localizer.tap(), images.name()),
                        model.classNames(),
                        model.outputKind(),
                        methods.stream().map(CamMethod::id).toList(),
                        colors,
                        resume
                                ? ExplanationFolder.Existing.RESUME
                                : force ? ExplanationFolder.Existing.REPLACE : ExplanationFolder.Existing.REFUSE);
                Interruption interruption = Interruption.announcing(
                        spec, "The same command with --resume continues after the last finished image.")) {
            GrayImages gray = new GrayImages(model);
            skipped.addAll(explain(images.samples(), localizer, selection, folder, gray));
            gray.print(spec.commandLine().getErr());
            List<String> done = images.samples().stream()
                    .map(Sample::id)
                    .filter(folder::has)
                    .toList();
            folder.finish(done, "Where " + model.backbone() + " looks");
            report(folder, model.outputKind(), done, skipped);
        }
        return ExitCode.of(skipped.isEmpty());
    }

    private List<Skipped> explain(
            List<Sample> samples,
            MapComputer localizer,
            ClassSelection selection,
            ExplanationFolder folder,
            GrayImages gray)
            throws IOException {
        long done = samples.stream().filter(sample -> folder.has(sample.id())).count();
        try (TaskProgress progress = new TaskProgress("explain", "images", samples.size(), common.quiet())) {
            progress.startAt(done);
            return localizer.run(missing(samples, folder), batch -> selection, located -> {
                if (!folder.has(located.sample().id())) {
                    folder.add(located);
                    gray.count(located.pixels());
                    progress.step();
                }
            });
        }
    }

    /** The batches of an undisturbed run in which an image is missing: in another batch the last digits of its map would differ. */
    private static List<Sample> missing(List<Sample> samples, ExplanationFolder folder) {
        List<Sample> missing = new ArrayList<>();
        for (int start = 0; start < samples.size(); start += MapComputer.BATCH_SIZE) {
            List<Sample> batch = samples.subList(start, Math.min(samples.size(), start + MapComputer.BATCH_SIZE));
            if (batch.stream().anyMatch(sample -> !folder.has(sample.id()))) {
                missing.addAll(batch);
            }
        }
        return missing;
    }

    private void report(ExplanationFolder folder, OutputKind kind, List<String> done, List<Skipped> skipped)
            throws IOException {
        SkippedLines.print(spec, skipped);
        PrintWriter print = spec.commandLine().getOut();
        ExplainedLines.print(print, kind, folder.explanations(done));
        print.printf(
                Locale.ROOT,
                "%s explained, %d left out: %s%n",
                Count.of(done.size(), "image", "images"),
                skipped.size(),
                out.resolve(ExplanationFolder.PAGE));
        common.writeJson(() -> {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("schemaVersion", 1);
            json.put("images", done.size());
            json.put("skipped", skipped);
            json.put("explanations", folder.explanations(done));
            return json;
        });
    }

    /** What decides the explanation of an image: a run that is resumed must have the same. */
    private Map<String, Object> choices(CamModel model, List<CamMethod> methods, String tapName, String images) {
        Map<String, Object> choices = new LinkedHashMap<>();
        choices.put("backbone", model.backbone());
        choices.put("head", model.head());
        choices.put("weights", ParameterBytes.hash(model.graph().params()));
        choices.put("preprocessing", model.preprocessing().toString());
        choices.put("class names", Integer.toHexString(model.classNames().hashCode()));
        choices.put("tap", tapName);
        choices.put("methods", methods.stream().map(CamMethod::id).toList());
        choices.put("classes", classOption.map(name -> "class " + name).orElse(ofKind(model.outputKind())));
        choices.put("colours", colors.name().toLowerCase(Locale.ROOT));
        choices.put("images", images);
        return choices;
    }

    private String ofKind(OutputKind kind) {
        return kind == OutputKind.REGRESSION
                ? "all"
                : kind == OutputKind.MULTI_LABEL && top.isEmpty()
                        ? "probability at least " + least.orElse(THRESHOLD)
                        : "the " + top.orElse(1) + " most probable";
    }

    private ClassSelection selection(CamModel model) {
        OutputKind kind = model.outputKind();
        if (least.isPresent() && (kind != OutputKind.MULTI_LABEL || top.isPresent() || classOption.isPresent())) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "--min-probability is for a network with several labels per image, without --top and --class; the output here is %s.",
                    kind.id()));
        }
        if (top.isPresent() && kind == OutputKind.REGRESSION) {
            throw new IllegalArgumentException(
                    "--top: the network's output is a regression, whose numbers are not ranked; all are explained, or one with --class.");
        }
        int classes = model.classNames().size();
        if (classOption.isPresent() && top.isPresent()) {
            throw new IllegalArgumentException("Expected --top or --class, not both.");
        }
        if (classOption.isPresent()) {
            return ClassSelection.same(ClassNames.find(classOption.get(), model.classNames()));
        }
        int count = top.orElse(1);
        if (count < 1 || count > classes) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "--top %d: expected 1 to %d, the number of the network's classes.", count, classes));
        }
        return switch (kind) {
            case REGRESSION -> ClassSelection.same(IntStream.range(0, classes).toArray());
            case MULTI_LABEL ->
                top.isPresent() ? ClassSelection.top(count) : ClassSelection.probable(least.orElse(THRESHOLD));
            case SOFTMAX, SIGMOID -> ClassSelection.top(count);
        };
    }
}
