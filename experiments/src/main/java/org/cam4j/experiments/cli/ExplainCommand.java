package org.cam4j.experiments.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Skipped;
import org.cam4j.experiments.report.Colours;
import org.cam4j.experiments.report.ExplanationFolder;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.backbone.CamModel;
import org.cam4j.training.fit.Parameters;
import org.cam4j.training.localise.Localiser;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cam4j explain}: where a network looks in one image, in a folder of images or in a data set. */
@Command(
        name = "explain",
        description = {
            "Explain images: an overlay, a map and a box for every image, class and method.",
            "The overview of all results is index.html in --out.",
            "The box surrounds the largest region above 20 %% of the map's range (Zhou et al., CVPR 2016)."
        },
        footer = {"", "Example: cam4j explain --model run1 --method cam,grad-cam --image photos --out maps"})
final class ExplainCommand implements Callable<Integer> {
    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Mixin
    private final ModelOptions network = new ModelOptions();

    @Mixin
    private final ExplainSource source = new ExplainSource();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--method",
            split = ",",
            defaultValue = "cam",
            paramLabel = "M",
            completionCandidates = Candidates.Methods.class,
            description = {
                "Methods, joined by commas, or 'all'; of: ${COMPLETION-CANDIDATES}. Default: cam.",
                "Behind an id: @flip adds the mirror image, @scale0.8 the image at this scale, @channels128 is how many channels "
                        + "score-cam and ablation-cam try."
            })
    private List<String> methodIds = new ArrayList<>();

    @Option(names = "--top", paramLabel = "K", description = "Explain the K most probable classes. Default: 1.")
    private Optional<Integer> top = Optional.empty();

    @Option(names = "--class", paramLabel = "C", description = "Explain this class: its name or its number from 0.")
    private Optional<String> classOption = Optional.empty();

    @Option(
            names = "--class-names",
            paramLabel = "FILE",
            description = "Names of the classes, one a line, for weights that hold none.")
    private Optional<Path> classNames = Optional.empty();

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder for pictures, maps and boxes.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path out;

    @Option(
            names = "--tap",
            paramLabel = "NAME",
            description = "The layer that is read. 'cam4j list taps' shows them. Default: the last maps.")
    private Optional<String> tap = Optional.empty();

    @Option(
            names = "--colors",
            defaultValue = "viridis",
            paramLabel = "C",
            description = "viridis (perceptually uniform), turbo or jet. Default: viridis.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Colours colours;

    @Option(
            names = "--resume",
            description = "Go on where an interrupted run in --out stopped; images that failed are tried again.")
    private boolean resume;

    @Override
    public Integer call() throws Exception {
        common.checkJson();
        Candidates.methods(methodIds); // an unknown one is refused before anything is read
        ExplainSource.Images images = source.open(common.seed());
        Kernels.switchOn();
        List<String> names = classNames.isPresent() ? names(classNames.get()) : images.classNames();
        CamModel model = network.load(names, spec.commandLine().getErr());
        if (classNames.isPresent() && names.size() != model.classNames().size()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "--class-names: found %d names, the network tells %d classes apart; expected one line a class.",
                    names.size(),
                    model.classNames().size()));
        }
        List<CamMethod> methods =
                Candidates.methodsFor(model, methodIds, spec.commandLine().getErr());
        ClassSelection selection = selection(model);
        Localiser localiser = new Localiser(model, methods, tap, common.threads());
        ExplanationFolder folder = ExplanationFolder.open(
                out,
                choices(model, methods, localiser.tap(), images.name()),
                model.classNames(),
                methods.stream().map(CamMethod::id).toList(),
                colours,
                resume);
        List<Skipped> skipped = new ArrayList<>(images.skipped());
        List<Sample> missing = images.samples().stream()
                .filter(sample -> !folder.has(sample.id()))
                .toList();
        try (TaskProgress progress =
                new TaskProgress("explain", "images", images.samples().size(), common.quiet())) {
            progress.startAt(images.samples().size() - missing.size());
            skipped.addAll(localiser.run(missing, batch -> selection, located -> {
                folder.add(located);
                progress.step();
            }));
        }
        List<String> done =
                images.samples().stream().map(Sample::id).filter(folder::has).toList();
        folder.finish(done, "Where " + model.backbone() + " looks");
        SkippedLines.print(spec, skipped);
        spec.commandLine()
                .getOut()
                .printf(Locale.ROOT, "%d images explained, %d left out: %s%n", done.size(), skipped.size(), out);
        if (common.json().isPresent()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("schemaVersion", 1);
            json.put("images", done.size());
            json.put("skipped", skipped);
            json.put("explanations", folder.explanations(done));
            JsonOutput.write(common.json().get(), json);
        }
        return skipped.isEmpty() ? ExitCode.DONE : ExitCode.FAILURES;
    }

    /** What decides the explanation of an image: a run that is resumed must have the same. */
    private Map<String, Object> choices(CamModel model, List<CamMethod> methods, String tapName, String images) {
        Map<String, Object> choices = new LinkedHashMap<>();
        choices.put("backbone", model.backbone());
        choices.put("head", model.head());
        choices.put("weights", Parameters.hash(model.graph().params()));
        choices.put("preprocessing", model.preprocessing().toString());
        choices.put("class names", Integer.toHexString(model.classNames().hashCode()));
        choices.put("tap", tapName);
        choices.put("methods", methods.stream().map(CamMethod::id).toList());
        choices.put(
                "classes", classOption.map(name -> "class " + name).orElse("the " + top.orElse(1) + " most probable"));
        choices.put("colours", colours.name().toLowerCase(Locale.ROOT));
        choices.put("images", images);
        return choices;
    }

    private ClassSelection selection(CamModel model) {
        int classes = model.classNames().size();
        if (classOption.isPresent() && top.isPresent()) {
            throw new IllegalArgumentException("Expected --top or --class, not both.");
        }
        if (classOption.isPresent()) {
            return ClassSelection.same(classNamed(classOption.get(), model.classNames()));
        }
        int count = top.orElse(1);
        if (count < 1 || count > classes) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "--top %d: expected 1 to %d, the number of the network's classes.", count, classes));
        }
        return ClassSelection.top(count);
    }

    /** The class of this name or number. */
    static int classNamed(String wanted, List<String> names) {
        for (int label = 0; label < names.size(); label++) {
            if (names.get(label).equalsIgnoreCase(wanted)
                    || List.of(names.get(label).split(", ")).contains(wanted)) {
                return label;
            }
        }
        if (wanted.matches("\\d{1,9}") && Integer.parseInt(wanted) < names.size()) {
            return Integer.parseInt(wanted);
        }
        throw new IllegalArgumentException(String.format(
                Locale.ROOT,
                "--class %s: the network has no such class; expected a name or 0 to %d%s.",
                wanted,
                names.size() - 1,
                names.size() <= 30 ? " of " + names : ""));
    }

    private static List<String> names(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "--class-names %s: there is no such file.", file));
        }
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> !line.isBlank())
                    .map(line -> line.replaceFirst("^n\\d{8} ", ""))
                    .toList();
        } catch (CharacterCodingException binary) {
            throw new IOException(
                    String.format(Locale.ROOT, "%s: is no text in UTF-8, expected one name a line.", file), binary);
        }
    }
}
