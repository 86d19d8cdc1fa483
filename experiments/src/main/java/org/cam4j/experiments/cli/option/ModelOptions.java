package org.cam4j.experiments.cli.option;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cam4j.experiments.report.Count;
import org.cam4j.training.fit.Trainer;
import org.cam4j.training.head.Heads;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which network: a saved model, a backbone with its published weights, or the one that is embedded. */
public final class ModelOptions {
    @Option(
            names = "--model",
            paramLabel = "PATH",
            description =
                    "A run folder of 'train', its model.zip, a Deeplearning4j .zip, a Keras .h5 or an .onnx file.")
    Optional<Path> model = Optional.empty();

    @Option(
            names = "--backbone",
            paramLabel = "B",
            completionCandidates = Candidates.Backbones.class,
            description = "Backbone with its published classifier; one of: ${COMPLETION-CANDIDATES}.")
    Optional<String> backbone = Optional.empty();

    @Mixin
    private final WeightsOptions weights = new WeightsOptions();

    @Option(
            names = "--class-names",
            paramLabel = "FILE",
            description = "File with one class name per line, in UTF-8, for a network without class names.")
    private Optional<Path> classNames = Optional.empty();

    @Mixin
    private final InputOptions input = new InputOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    /**
     * As {@link #load}; the embedded network if none is named.
     *
     * @param names as for {@link #load}
     * @param notes gets what had to be assumed, and a line on the embedded network
     */
    public CamModel loadOrEmbedded(List<String> names, PrintWriter notes) throws IOException {
        if (model.isPresent() || backbone.isPresent() || weights.isPresent()) {
            return load(names, notes);
        }
        CamModel embedded = named(Networks.create(input.apply(Networks.embedded())), List.of(), notes);
        notes.println(
                "Network: SqueezeNet 1.1 for ImageNet (1000 classes), which is part of cam4j; --model or --backbone with "
                        + "--weights names another.");
        notes.flush();
        return embedded;
    }

    /**
     * Loads the network.
     *
     * @param names of its classes where the file holds none and {@code --class-names} is not given; may be empty
     * @param notes gets what had to be assumed
     */
    public CamModel load(List<String> names, PrintWriter notes) throws IOException {
        refuseZoo();
        boolean saved = model.isPresent() && backbone.isEmpty() && !weights.isPresent();
        boolean published = model.isEmpty() && backbone.isPresent() && weights.isPresent();
        if (!saved && !published) {
            throw new IllegalArgumentException("Expected either --model PATH, or --backbone B with --weights F.");
        }
        NetworkSpec network = saved
                ? ofFile(existing(model.orElseThrow()))
                : weights.apply(NetworkSpec.of(backbone.orElseThrow(), Heads.ORIGINAL, List.of()));
        CamModel read = Networks.create(output.apply(input.apply(network)));
        printNote(read, notes);
        return named(read, names, notes);
    }

    private CamModel named(CamModel read, List<String> names, PrintWriter notes) throws IOException {
        int classes = read.classNames().size();
        if (classNames.isPresent()) {
            List<String> given = ClassNames.read(classNames.get());
            if (given.size() != classes) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "--class-names: found %s, expected one line for each of the network's %s.",
                        Count.of(given.size(), "name", "names"),
                        Count.of(classes, "class", "classes")));
            }
            return read.withClassNames(given);
        }
        boolean unnamed = Networks.hasAssumedClassNames(read)
                || read.classNames().stream().allMatch(name -> name.startsWith("class "));
        if (unnamed && classes == names.size()) {
            return read.withClassNames(names);
        }
        if (Networks.hasAssumedClassNames(read)) {
            notes.println(
                    "Note: the 1000 classes have no names in the file: those of ImageNet (ILSVRC 2012) are assumed");
            notes.flush();
        }
        return read;
    }

    private void refuseZoo() {
        String named = model.map(Path::toString).or(() -> backbone).orElse("");
        if (named.startsWith("zoo:")) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s: models of Deeplearning4j's zoo start from random parameters here; train one first (cam4j train --backbone %s) "
                            + "and name its run folder with --model.",
                    named,
                    named));
        }
    }

    private static Path existing(Path file) {
        if (!Files.exists(file)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "%s: there is no such file.", file));
        }
        return file;
    }

    /** The network that a file holds, or the run folder that it lies in, with its own classifier. */
    static NetworkSpec ofFile(Path file) {
        boolean run = Files.isDirectory(file) && Files.exists(file.resolve(Trainer.MODEL));
        Path path = (run ? file.resolve(Trainer.MODEL) : file).toAbsolutePath(); // no name of the catalog, but a path
        return NetworkSpec.of(path.toString(), Heads.ORIGINAL, List.of());
    }

    /** Prints what had to be assumed to read the network. */
    public static void printNote(CamModel model, PrintWriter notes) {
        if (model.provenance().containsKey("note")) {
            notes.println("Note: " + model.provenance().get("note"));
        }
        if (model.preprocessing().channels() == 1) {
            notes.println("Note: the network reads one channel: color images are converted to gray");
        }
        notes.flush();
    }

    /** The run folder that the model was trained in, where there is one. */
    public Optional<Path> runFolder() {
        return model.map(
                file -> Files.isDirectory(file) ? file : file.toAbsolutePath().getParent());
    }
}
