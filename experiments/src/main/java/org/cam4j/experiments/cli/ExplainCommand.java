package org.cam4j.experiments.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.cam4j.datasets.Box;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Skipped;
import org.cam4j.datasets.pixels.ImageDecoder;
import org.cam4j.experiments.report.HtmlPage;
import org.cam4j.experiments.report.Pictures;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.backbone.CamModel;
import org.cam4j.training.evaluate.Boxes;
import org.cam4j.training.evaluate.ScoreMap;
import org.cam4j.training.localise.Localiser;
import org.cam4j.training.localise.Located;
import org.cam4j.training.run.NpyWriter;
import org.cam4j.training.run.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cam4j explain}: where a network looks in one image or in a folder of images. */
@Command(
        name = "explain",
        description = {
            "Show where a network looks: an overlay, the map and a box for every image, class and method.",
            "The box surrounds the largest region above 20 %% of the map's range (Zhou et al., CVPR 2016)."
        },
        footer = {"", "Example: cam4j explain --model run1 --method cam,grad-cam --image photos --out maps"})
final class ExplainCommand implements Callable<Integer> {
    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Mixin
    private final ModelOptions network = new ModelOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(names = "--image", required = true, paramLabel = "FILE|DIR", description = "An image, or a folder of them.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path image;

    @Option(
            names = "--method",
            split = ",",
            defaultValue = "cam",
            paramLabel = "M",
            completionCandidates = Candidates.Methods.class,
            description = "Methods, joined by commas, or 'all'; of: ${COMPLETION-CANDIDATES}. Default: cam.")
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

    /** One line of {@code explanations.json}. */
    record Explained(
            String image,
            int label,
            String className,
            double probability,
            String method,
            List<Integer> box,
            String overlay,
            String map) {}

    @Override
    public Integer call() throws Exception {
        common.checkJson();
        List<CamMethod> methods = Candidates.methods(methodIds);
        List<Sample> samples = samples(image);
        Kernels.switchOn();
        List<String> names = names();
        CamModel model = network.load(names, spec.commandLine().getErr());
        if (!names.isEmpty() && names.size() != model.classNames().size()) {
            throw new IllegalArgumentException(
                    "--class-names: found %d names, the network tells %d classes apart; expected one line a class."
                            .formatted(names.size(), model.classNames().size()));
        }
        ClassSelection selection = selection(model);
        RunFolder folder = RunFolder.open(out);
        List<Explained> explained = new ArrayList<>();
        HtmlPage page = new HtmlPage("Where " + model.backbone() + " looks");
        List<Skipped> skipped;
        try (TaskProgress progress = new TaskProgress("explain", "images", samples.size(), common.quiet)) {
            skipped = new Localiser(model, methods, common.threads()).run(samples, batch -> selection, located -> {
                explained.addAll(write(located, model, folder, page));
                progress.step();
            });
        }
        page.write(folder, "index.html");
        folder.writeJson("explanations.json", explained);
        SkippedLines.print(spec, skipped);
        spec.commandLine()
                .getOut()
                .printf("%d images explained, %d left out: %s%n", samples.size() - skipped.size(), skipped.size(), out);
        if (common.json.isPresent()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("schemaVersion", 1);
            json.put("images", samples.size() - skipped.size());
            json.put("skipped", skipped);
            json.put("explanations", explained);
            JsonOutput.write(common.json.get(), json);
        }
        return skipped.isEmpty() ? ExitCode.DONE : ExitCode.FAILURES;
    }

    private static List<Explained> write(Located located, CamModel model, RunFolder folder, HtmlPage page)
            throws IOException {
        String id = located.sample().id();
        PixelImage pixels = located.sample().image().read();
        List<Explained> explained = new ArrayList<>();
        List<BufferedImage> tiles = new ArrayList<>(List.of(Pictures.of(pixels)));
        List<String> captions = new ArrayList<>();
        for (Located.ClassMaps one : located.classes()) {
            String name = model.classNames().get(one.label());
            float probability = located.probabilities()[one.label()];
            for (Map.Entry<String, ScoreMap> entry : one.maps().entrySet()) {
                String stem = "%s.%d.%s".formatted(id, one.label(), entry.getKey());
                Box box = Boxes.largest(entry.getValue(), Boxes.ZHOU, pixels.height(), pixels.width());
                BufferedImage overlay = Pictures.overlay(pixels, entry.getValue());
                Pictures.drawBox(overlay, box, Pictures.PREDICTION);
                Pictures.write(overlay, folder, stem + ".png");
                NpyWriter.write(folder, stem + ".npy", entry.getValue());
                tiles.add(overlay);
                captions.add(String.format(Locale.ROOT, "%s, %s %.1f %%", entry.getKey(), name, 100 * probability));
                explained.add(new Explained(
                        id,
                        one.label(),
                        name,
                        probability,
                        entry.getKey(),
                        List.of(box.x0(), box.y0(), box.x1(), box.y1()),
                        stem + ".png",
                        stem + ".npy"));
            }
        }
        Pictures.write(Pictures.sheet(List.of(tiles), 224), folder, id + ".sheet.png");
        page.picture(id + ".sheet.png", id + ": " + String.join("; ", captions));
        return explained;
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
            throw new IllegalArgumentException(
                    "--top %d: expected 1 to %d, the number of the network's classes.".formatted(count, classes));
        }
        return ClassSelection.top(count);
    }

    private static int classNamed(String wanted, List<String> names) {
        for (int label = 0; label < names.size(); label++) {
            if (names.get(label).equalsIgnoreCase(wanted)
                    || List.of(names.get(label).split(", ")).contains(wanted)) {
                return label;
            }
        }
        if (wanted.matches("\\d{1,9}") && Integer.parseInt(wanted) < names.size()) {
            return Integer.parseInt(wanted);
        }
        throw new IllegalArgumentException("--class %s: the network has no such class; expected a name or 0 to %d%s."
                .formatted(wanted, names.size() - 1, names.size() <= 30 ? " of " + names : ""));
    }

    private List<String> names() throws IOException {
        if (classNames.isEmpty()) {
            return List.of();
        }
        if (!Files.isRegularFile(classNames.get())) {
            throw new IllegalArgumentException("--class-names %s: there is no such file.".formatted(classNames.get()));
        }
        return Files.readAllLines(classNames.get()).stream()
                .filter(line -> !line.isBlank())
                .map(line -> line.replaceFirst("^n\\d{8} ", ""))
                .toList();
    }

    private static List<Sample> samples(Path image) throws IOException {
        List<Path> files;
        if (Files.isDirectory(image)) {
            try (Stream<Path> entries = Files.list(image)) {
                files = entries.filter(file ->
                                file.toString().toLowerCase(Locale.ROOT).matches(".*\\.(jpe?g|png|bmp|webp|tiff?)"))
                        .sorted()
                        .toList();
            } catch (UncheckedIOException failure) {
                throw new IOException("Cannot list %s: %s".formatted(image, failure.getMessage()), failure);
            }
        } else {
            files = List.of(image);
        }
        if (files.isEmpty()) {
            throw new IllegalArgumentException(
                    "--image %s: found no image in it; expected at least one .jpg, .jpeg or .png file."
                            .formatted(image));
        }
        if (!Files.exists(files.get(0))) {
            throw new IllegalArgumentException("--image %s: there is no such file or folder.".formatted(image));
        }
        return files.stream()
                .map(file -> new Sample(
                        Objects.requireNonNull(file.getFileName()).toString(),
                        0,
                        0,
                        0,
                        List.of(),
                        Optional.empty(),
                        () -> ImageDecoder.decode(file)))
                .toList();
    }
}
