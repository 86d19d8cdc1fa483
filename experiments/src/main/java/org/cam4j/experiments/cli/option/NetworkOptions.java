package org.cam4j.experiments.cli.option;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.wsol.WsolConfig;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The network that is trained: backbone, head and the weights it starts from. */
public final class NetworkOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--backbone",
            required = true,
            paramLabel = "B",
            completionCandidates = Candidates.Backbones.class,
            description = "Backbone; one of: ${COMPLETION-CANDIDATES}, zoo:NAME, or the path of a model (.zip, .h5, .onnx).")
    private String backbone;

    @Option(
            names = "--head",
            defaultValue = "gap",
            paramLabel = "H",
            completionCandidates = Candidates.Heads.class,
            description = "Head; one of: ${COMPLETION-CANDIDATES}, original. "
                    + "A WSOL method may bring its own head. Default: ${DEFAULT-VALUE}.")
    private String head;

    @Option(
            names = "--weights",
            paramLabel = "F",
            description = "Pretrained weights to start from (.safetensors). Default: random weights.")
    private Optional<Path> weights = Optional.empty();

    @Mixin
    private final InputOptions input = new InputOptions();

    /** The network for these classes, with the head of {@code --head}. */
    public NetworkSpec of(List<String> classNames, long seed) {
        NetworkSpec network = NetworkSpec.of(backbone, head, classNames).seed(seed);
        return input.apply(weights.isPresent() ? network.weights(weights.get()) : network);
    }

    /** The head that a WSOL method brings, unless {@code --head} was given; without a method that of {@code --head}. */
    public String headFor(WsolConfig method) {
        return method.head(head, isHeadGiven());
    }

    private boolean isHeadGiven() {
        return command.commandLine().getParseResult().hasMatchedOption("--head");
    }

    /** A short name such as {@code mini+gap}. */
    public String title() {
        return backbone + "+" + head;
    }

    /**
     * The arguments that give this network again.
     *
     * @param plain without a WSOL method, which might bring its own head
     */
    public List<String> arguments(boolean plain) {
        List<String> words = new ArrayList<>(List.of("--backbone", backbone));
        if (plain || isHeadGiven()) {
            words.addAll(List.of("--head", head));
        }
        weights.ifPresent(file -> words.addAll(List.of("--weights", file.toString())));
        words.addAll(input.arguments());
        return words;
    }
}
