package org.cam4j.experiments.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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

    /**
     * Loads the network.
     *
     * @param classNames names of its classes where the file holds none; may be empty
     */
    CamModel load(List<String> classNames) throws IOException {
        if (model.isPresent() == (backbone.isPresent() && weights.isPresent())) {
            throw new IllegalArgumentException("Expected either --model PATH, or --backbone B with --weights F.");
        }
        Path file = model.orElseGet(weights::orElseThrow);
        if (!Files.exists(file)) {
            throw new IllegalArgumentException("%s: there is no such file.".formatted(file));
        }
        CamModel loaded;
        if (backbone.isPresent()) {
            loaded = Networks.create(NetworkSpec.of(backbone.get(), NetworkSpec.ORIGINAL, List.of())
                    .withWeights(file));
        } else if (file.toString().endsWith(".h5")) {
            loaded = Networks.create(NetworkSpec.of(file.toString(), NetworkSpec.ORIGINAL, classNames));
        } else {
            loaded = ModelFile.load(Files.isDirectory(file) ? file.resolve(Fit.MODEL) : file);
        }
        boolean unnamed = loaded.classNames().stream().allMatch(name -> name.startsWith("class "));
        return unnamed && loaded.classNames().size() == classNames.size()
                ? new CamModel(
                        loaded.graph(),
                        loaded.preprocessing(),
                        classNames,
                        loaded.backbone(),
                        loaded.head(),
                        loaded.provenance())
                : loaded;
    }

    /** The run folder that the model was trained in, where there is one. */
    Optional<Path> runFolder() {
        return model.map(
                file -> Files.isDirectory(file) ? file : file.toAbsolutePath().getParent());
    }
}
