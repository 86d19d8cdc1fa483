package org.cam4j.experiments.cli.option;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cam4j.training.graph.OutputKind;
import org.cam4j.training.network.NetworkSpec;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** What a network puts out. */
public final class OutputOption {
    @Option(
            names = "--output",
            paramLabel = "O",
            converter = KindParser.class,
            completionCandidates = Candidates.OutputKinds.class,
            description = {
                "What the network puts out; one of: ${COMPLETION-CANDIDATES}. Default: softmax for a new head.",
                "sigmoid: one output for two classes. multi-label: a probability for each label by itself.",
                "regression: numbers; 'train' learns those of --targets, else area and center of each image's first box.",
                "For a file with linear outputs, --output regression states that they are no logits."
            })
    private Optional<OutputKind> output = Optional.empty();

    /** The network with this option; unchanged without it. */
    NetworkSpec apply(NetworkSpec network) {
        return output.isPresent() ? network.output(output.get()) : network;
    }

    /** Whether numbers are asked for. */
    boolean isRegression() {
        return output.equals(Optional.of(OutputKind.REGRESSION));
    }

    /** The arguments that give this option again. */
    List<String> arguments() {
        List<String> words = new ArrayList<>();
        output.ifPresent(kind -> words.addAll(List.of("--output", kind.id())));
        return words;
    }

    static final class KindParser implements ITypeConverter<OutputKind> {
        @Override
        public OutputKind convert(String value) {
            return OutputKind.byId(value);
        }
    }
}
