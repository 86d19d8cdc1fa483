package org.cam4j.training.wsol;

import java.util.List;
import org.cam4j.evaluation.catalog.Catalog;

/** The catalog of WSOL methods. */
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

    /** Whether a layer of this name was added by a method. */
    public static boolean added(String layer) {
        return layer.startsWith(TrainingGraphBuilder.PREFIX);
    }

    /** Every method, in the order of the command line's list. */
    public static List<WsolMethod> all() {
        return ALL;
    }

    /**
     * The method with this id.
     *
     * @throws IllegalArgumentException if there is none; the message lists the known ids and the nearest
     */
    public static WsolMethod byId(String id) {
        return Catalog.byId("WSOL method", id, ALL, WsolMethod::id);
    }
}
