package org.cam4j.experiments.cli.option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cam4j.experiments.cli.terminal.FetchProgress;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.weights.PublishedWeights;
import org.cam4j.training.weights.WeightsCache;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The weights of a backbone: a file, or published ones by name. */
public final class WeightsOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--weights",
            paramLabel = "F|imagenet",
            description =
                    "Weights of --backbone: a file (.safetensors, PyTorch .pth, Keras .h5), or imagenet for the published ones, "
                            + "which are downloaded once ('cam4j weights list').")
    private Optional<String> weights = Optional.empty();

    @Option(names = "--offline", description = "Do not download weights.")
    private boolean offline;

    /** Whether weights are named. */
    boolean isPresent() {
        return weights.isPresent();
    }

    /** The network with these weights; published ones are downloaded if they are not in the cache. Unchanged if no weights are named. */
    NetworkSpec apply(NetworkSpec network) throws IOException {
        if (weights.isEmpty()) {
            return network;
        }
        String named = weights.get();
        if (!PublishedWeights.isName(named) && !Files.exists(Path.of(named))) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s: there is no such file; expected one, or %s for published weights.",
                    named,
                    PublishedWeights.IMAGENET));
        }
        OptionSpec quiet = command.findOption("--quiet");
        try (FetchProgress progress =
                new FetchProgress(command, quiet != null && Boolean.TRUE.equals(quiet.getValue()))) {
            return network.weights(named, WeightsCache.standard().offline(offline), progress);
        }
    }

    /** The arguments that give these options again. */
    List<String> arguments() {
        List<String> words = new ArrayList<>();
        weights.ifPresent(named -> words.addAll(List.of("--weights", named)));
        if (offline) {
            words.add("--offline");
        }
        return words;
    }
}
