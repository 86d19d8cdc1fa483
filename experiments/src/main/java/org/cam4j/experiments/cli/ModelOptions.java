package org.cam4j.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.training.backbone.CamModel;
import org.cam4j.training.backbone.ModelFile;
import org.cam4j.training.backbone.NetworkSpec;
import org.cam4j.training.backbone.Networks;
import org.cam4j.training.fit.Fit;
import picocli.CommandLine.Option;

/** Which network: a saved model, or a backbone with its published weights. */
final class ModelOptions {
    @Option(
            names = "--model",
            paramLabel = "PATH",
            description = "A run folder of 'train', its model.zip, or a Keras .h5 file.")
    Optional<Path> model = Optional.empty();

    @Option(
            names = "--backbone",
            paramLabel = "B",
            completionCandidates = Candidates.Backbones.class,
            description = "Network with its published classifier; one of: ${COMPLETION-CANDIDATES}.")
    Optional<String> backbone = Optional.empty();

    @Option(names = "--weights", paramLabel = "F", description = "The parameters of --backbone (.safetensors).")
    Optional<Path> weights = Optional.empty();

    @Option(
            names = "--pixels",
            paramLabel = "R",
            description =
                    "Range of the pixels that a Keras network was trained on, which its file does not hold: raw (0 to 255), unit (0 to 1), "
                            + "or signed (-1 to 1). Default: unit.")
    Optional<PixelRange> pixels = Optional.empty();

    /** What pixels of 0 to 255 are turned into. */
    enum PixelRange {
        raw(0, 1),
        unit(0, 255),
        signed(127.5, 127.5);

        private final double mean;
        private final double std;

        PixelRange(double mean, double std) {
            this.mean = mean;
            this.std = std;
        }

        Preprocessing of(Preprocessing size) {
            return new Preprocessing(size.height(), size.width(), size.channelOrder(), List.of(mean), List.of(std));
        }
    }

    /**
     * Loads the network.
     *
     * @param classNames names of its classes where the file holds none; may be empty
     * @param notes hears what had to be assumed
     */
    CamModel load(List<String> classNames, PrintWriter notes) throws IOException {
        boolean saved = model.isPresent() && backbone.isEmpty() && weights.isEmpty();
        boolean published = model.isEmpty() && backbone.isPresent() && weights.isPresent();
        if (!saved && !published) {
            throw new IllegalArgumentException("Expected either --model PATH, or --backbone B with --weights F.");
        }
        Path file = model.orElseGet(weights::orElseThrow);
        if (!Files.exists(file)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "%s: there is no such file.", file));
        }
        boolean keras = file.toString().toLowerCase(Locale.ROOT).matches(".*\\.(h5|hdf5)");
        CamModel read = read(file, keras);
        if (pixels.isPresent() && !keras) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "--pixels is for Keras .h5 files; %s says itself what it expects.", file));
        }
        Preprocessing preprocessing =
                pixels.map(range -> range.of(read.preprocessing())).orElse(read.preprocessing());
        if (pixels.isEmpty() && read.provenance().containsKey("note")) {
            notes.println("Note: " + read.provenance().get("note"));
        }
        boolean unnamed = read.classNames().stream().allMatch(name -> name.startsWith("class "));
        List<String> names = unnamed && read.classNames().size() == classNames.size() ? classNames : read.classNames();
        return new CamModel(read.graph(), preprocessing, names, read.backbone(), read.head(), read.provenance());
    }

    private CamModel read(Path file, boolean keras) throws IOException {
        if (backbone.isPresent()) {
            return Networks.create(NetworkSpec.of(backbone.get(), NetworkSpec.ORIGINAL, List.of())
                    .withWeights(file));
        }
        if (keras) {
            return Networks.create(NetworkSpec.of(file.toString(), NetworkSpec.ORIGINAL, List.of()));
        }
        return ModelFile.load(Files.isDirectory(file) ? file.resolve(Fit.MODEL) : file);
    }

    /** The run folder that the model was trained in, where there is one. */
    Optional<Path> runFolder() {
        return model.map(
                file -> Files.isDirectory(file) ? file : file.toAbsolutePath().getParent());
    }
}
