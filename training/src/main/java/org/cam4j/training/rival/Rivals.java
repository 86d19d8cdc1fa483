package org.cam4j.training.rival;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.cam4j.layers.cam.Spelling;

/** The catalogue of rivals. */
public final class Rivals {
    private static final List<Rival> ALL = List.of(
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

    private Rivals() {}

    /** Whether a layer of this name was added by a rival. */
    public static boolean added(String layer) {
        return layer.startsWith(Wiring.PREFIX);
    }

    /** Every rival, in the order of the command line's list. */
    public static List<Rival> all() {
        return ALL;
    }

    /**
     * The rival with this id.
     *
     * @throws IllegalArgumentException if there is none; the message lists the known ids and the nearest
     */
    public static Rival byId(String id) {
        return ALL.stream()
                .filter(rival -> rival.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "Unknown rival '%s'; did you mean '%s'? Known: %s.",
                        id,
                        ALL.stream()
                                .map(Rival::id)
                                .min(Comparator.comparingInt(known -> Spelling.distance(id, known)))
                                .orElseThrow(),
                        ALL.stream().map(Rival::id).collect(Collectors.joining(", ")))));
    }
}
