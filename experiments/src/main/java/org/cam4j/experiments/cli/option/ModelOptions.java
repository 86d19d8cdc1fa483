package org.cam4j.experiments.cli.option;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cam4j.training.fit.Trainer;
import org.cam4j.training.head.Heads;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which network: a saved model, or a backbone with its published weights. */
public final class ModelOptions {
    @Option(
            names = "--model",
            paramLabel = "PATH",
            description = "A run folder of 'train', its model.zip, a Deeplearning4j .zip, a Keras .h5 or an .onnx file.")
    Optional<Path> model = Optional.empty();

    @Option(
            names = "--backbone",
            paramLabel = "B",
            completionCandidates = Candidates.Backbones.class,
            description = "Backbone with its published classifier; one of: ${COMPLETION-CANDIDATES}.")
    Optional<String> backbone = Optional.empty();

    @Option(names = "--weights", paramLabel = "F", description = "Weights of --backbone (.safetensors).")
    Optional<Path> weights = Optional.empty();

    @Mixin
    private final InputOptions input = new InputOptions();

    /**
     * Loads the network.
     *
     * @param classNames names of its classes where the file holds none; may be empty
     * @param notes gets what had to be assumed
     */
    public CamModel load(List<String> classNames, PrintWriter notes) throws IOException {
        boolean saved = model.isPresent() && backbone.isEmpty() && weights.isEmpty();
        boolean published = model.isEmpty() && backbone.isPresent() && weights.isPresent();
        if (!saved && !published) {
            throw new IllegalArgumentException("Expected either --model PATH, or --backbone B with --weights F.");
        }
        Path file = model.orElseGet(weights::orElseThrow);
        if (!Files.exists(file)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "%s: there is no such file.", file));
        }
        NetworkSpec network = saved
                ? ofFile(file)
                : NetworkSpec.of(backbone.orElseThrow(), Heads.ORIGINAL, List.of())
                        .weights(file);
        CamModel read = Networks.create(input.apply(network));
        if (read.outputs() == CamModel.Outputs.LINEAR) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s: its %d outputs are linear (logits or a regression); expected probabilities. End the model in softmax or "
                            + "sigmoid.",
                    file,
                    read.classNames().size()));
        }
        printNote(read, notes);
        boolean unnamed = read.classNames().stream().allMatch(name -> name.startsWith("class "));
        List<String> names = unnamed && read.classNames().size() == classNames.size() ? classNames : read.classNames();
        return read.withClassNames(names);
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
            notes.flush();
        }
    }

    /** The run folder that the model was trained in, where there is one. */
    public Optional<Path> runFolder() {
        return model.map(
                file -> Files.isDirectory(file) ? file : file.toAbsolutePath().getParent());
    }
}
