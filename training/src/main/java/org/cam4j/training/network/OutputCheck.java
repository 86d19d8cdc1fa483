package org.cam4j.training.network;

import java.util.Locale;
import java.util.Map;
import org.cam4j.training.graph.OutputKind;
import org.cam4j.training.model.CamModel;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Compares what a network of a file puts out with what is asked for. Linear outputs of another program's file may be logits or numbers: nobody guesses which. */
final class OutputCheck {
    /** Provenance: whether it was said what linear outputs are. */
    private static final String KEY = "output";

    private static final String UNSTATED = "linear, which the file does not explain";

    private OutputCheck() {}

    /** Notes the linear outputs of another program's file. */
    static void note(ComputationGraph graph, Map<String, String> provenance) {
        if (OutputKind.of(graph.getConfiguration()) == OutputKind.REGRESSION) {
            provenance.put(KEY, UNSTATED);
        }
    }

    /**
     * Refuses another kind of output than the network has, and linear outputs of which nobody said what they are.
     *
     * @param spec whose head is the network's own
     */
    static void require(CamModel model, NetworkSpec spec) {
        OutputKind found = model.outputKind();
        if (spec.output().isPresent() && spec.output().get() != found) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Model %s: its output is %s, but %s was asked for; leave --output out, or choose a new head.",
                    spec.backbone(),
                    found.id(),
                    spec.output().get().id()));
        }
        if (UNSTATED.equals(model.provenance().get(KEY)) && spec.output().isEmpty()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s: its %d outputs are linear (logits or a regression); expected probabilities. End the model in softmax or "
                            + "sigmoid, or say that they are numbers with --output regression.",
                    spec.backbone(),
                    model.classNames().size()));
        }
    }

    /** The model with the note that {@link #require} let its linear outputs pass. */
    static CamModel stated(CamModel model) {
        return model.provenance().containsKey(KEY) ? model.withProvenance(Map.of(KEY, "--output regression")) : model;
    }
}
