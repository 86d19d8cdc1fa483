package org.cam4j.experiments.cli.option;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
            description =
                    "Backbone; one of: ${COMPLETION-CANDIDATES}, zoo:NAME, or the path of a model (.zip, .h5, .onnx).")
    private String backbone;

    @Option(
            names = "--head",
            defaultValue = "gap",
            paramLabel = "H",
            completionCandidates = Candidates.Heads.class,
            description = "Head; one of: ${COMPLETION-CANDIDATES}, original. "
                    + "A WSOL method may bring its own head. Default: ${DEFAULT-VALUE}.")
    private String head;

    @Mixin
    private final WeightsOptions weights = new WeightsOptions();

    @Option(
            names = "--channels",
            paramLabel = "3|1",
            defaultValue = "3",
            description =
                    "Channels of the input of a network without pretrained parameters: 3 (color), or 1 (gray; color images are "
                            + "converted). Default: ${DEFAULT-VALUE}.")
    private int channels;

    @Mixin
    private final InputOptions input = new InputOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    /** The network for these classes, with the head of {@code --head}, started from random numbers unless weights are named. */
    public NetworkSpec of(List<String> classNames, long seed) throws IOException {
        NetworkSpec network =
                NetworkSpec.of(backbone, head, classNames).channels(channels).seed(seed);
        return output.apply(input.apply(weights.apply(network)));
    }

    /** Whether {@code --backbone} was given, which only a command that trains nothing may leave out. */
    public boolean isNamed() {
        return backbone != null;
    }

    /** Whether the network learns numbers instead of classes. */
    public boolean isRegression() {
        return output.isRegression();
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
        words.addAll(weights.arguments());
        if (channels == 1) {
            words.addAll(List.of("--channels", "1"));
        }
        words.addAll(input.arguments());
        words.addAll(output.arguments());
        return words;
    }
}
