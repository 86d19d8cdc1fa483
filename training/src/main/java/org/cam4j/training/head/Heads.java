package org.cam4j.training.head;

import java.util.List;
import java.util.Locale;
import org.cam4j.evaluation.catalog.Catalog;
import org.cam4j.layers.pooling.GlobalAveragePooling;
import org.cam4j.layers.pooling.GlobalMaxPooling;
import org.cam4j.layers.pooling.LogSumExpPooling;
import org.cam4j.layers.pooling.ThresholdedAveragePooling;
import org.cam4j.layers.pooling.WeightedGlobalAveragePooling;
import org.cam4j.layers.pooling.WeightedGlobalAveragePooling.Scale;

/** The catalog of heads. */
public final class Heads {
    /** The head of a network that keeps its published classifier. */
    public static final String ORIGINAL = "original";

    private static final Catalog<Head> ALL = Catalog.of(
            "head",
            Head::id,
            new PoolingHead("gap", "Global average pooling (Zhou 2016).", GlobalAveragePooling::new),
            new PoolingHead("gmp", "Global max pooling (Oquab 2015).", GlobalMaxPooling::new),
            new PoolingHead("lse", "Log-sum-exp pooling, sharpness 10 (Pinheiro 2015).", LogSumExpPooling::new),
            new PoolingHead(
                    "wgap",
                    "Global average pooling weighted by a softmax over positions (Zhang 2022).",
                    () -> new WeightedGlobalAveragePooling(1, Scale.ONE)),
            new PoolingHead(
                    "wgap-area",
                    "wgap divided by the map's area as printed in the paper, which shrinks the features (Zhang 2022, eq. 1).",
                    () -> new WeightedGlobalAveragePooling(1, Scale.ONE_OVER_AREA)),
            new PoolingHead(
                    "tap",
                    "Thresholded average pooling: average over positions above a tenth of the maximum (RCAM).",
                    ThresholdedAveragePooling::new),
            new WideHead());

    private Heads() {}

    /** Every head, in the order of the command line's list. */
    public static List<Head> all() {
        return ALL.all();
    }

    /** The id of every head, in the order of {@link #all()}. */
    public static List<String> ids() {
        return ALL.ids();
    }

    /**
     * The head with this id. Parts behind the id make a variant: {@code wide@learned}, and {@code gap@plain} for a
     * pooling directly behind the backbone's last map, without the layers that its CAM form adds (Zhou 2016).
     *
     * @throws IllegalArgumentException if there is none, the message names the nearest id and all others; or if the
     *     head has no {@code @plain} form
     */
    public static Head byId(String id) {
        if (id.startsWith(WideHead.ID + "@")) {
            return WideHead.of(id);
        }
        if (!id.endsWith(PoolingHead.PLAIN)) {
            return ALL.byId(id);
        }
        String base = id.substring(0, id.length() - PoolingHead.PLAIN.length());
        if (!base.equals(ORIGINAL) && ALL.byId(base) instanceof PoolingHead pooling) {
            return pooling.plain();
        }
        throw new IllegalArgumentException(String.format(
                Locale.ROOT, "Head '%s': found '%s', expected it behind a pooling, as in 'gap@plain'.", id, base));
    }
}
