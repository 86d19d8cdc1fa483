package org.cam4j.training.wsol;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.cam4j.evaluation.catalog.Spelling;

/** The catalog of rivals. */
public final class WsolMethods {
    private static final List<WsolMethod> ALL = List.of(
            new HideAndSeek(),
            new CutMix(),
            new AttentionDropoutLayer(),
            new AdversarialComplementaryLearning(),
            new ErasingIntegratedLearning("eil", 1),
            new ErasingIntegratedLearning("meil", 2),
            new RethinkingCam(),
            new SelfProducedGuidance(),
            new ConvolutionalBlockAttention(),
            new DivergentActivation(),
            new InterImageCommunication());

    private WsolMethods() {}

    /** Whether a layer of this name was added by a rival. */
    public static boolean added(String layer) {
        return layer.startsWith(TrainingGraphBuilder.PREFIX);
    }

    /** Every rival, in the order of the command line's list. */
    public static List<WsolMethod> all() {
        return ALL;
    }

    /**
     * The rival with this id.
     *
     * @throws IllegalArgumentException if there is none; the message lists the known ids and the nearest
     */
    public static WsolMethod byId(String id) {
        return ALL.stream()
                .filter(rival -> rival.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "Unknown rival '%s'; did you mean '%s'? Known: %s.",
                        id,
                        ALL.stream()
                                .map(WsolMethod::id)
                                .min(Comparator.comparingInt(known -> Spelling.distance(id, known)))
                                .orElseThrow(),
                        ALL.stream().map(WsolMethod::id).collect(Collectors.joining(", ")))));
    }
}
