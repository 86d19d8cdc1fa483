package org.cam4j.training.wsol;

import java.util.List;
import org.cam4j.evaluation.catalog.Catalog;

/** The catalog of WSOL methods. */
public final class WsolMethods {
    private static final Catalog<WsolMethod> ALL = Catalog.of(
            "WSOL method",
            WsolMethod::id,
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

    /** Whether a layer of this name was added by a WSOL method. */
    public static boolean added(String layer) {
        return layer.startsWith(TrainingGraphBuilder.PREFIX);
    }

    /** Every WSOL method, in the order of the command line's list. */
    public static List<WsolMethod> all() {
        return ALL.all();
    }

    /** The id of every WSOL method, in the order of {@link #all()}. */
    public static List<String> ids() {
        return ALL.ids();
    }

    /**
     * The WSOL method with this id.
     *
     * @throws IllegalArgumentException if there is none; the message names the nearest id and all others
     */
    public static WsolMethod byId(String id) {
        return ALL.byId(id);
    }
}
