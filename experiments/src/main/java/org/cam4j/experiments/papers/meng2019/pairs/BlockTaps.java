package org.cam4j.experiments.papers.meng2019.pairs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.training.model.CamModel;

/**
 * The layers whose maps step A adds up (Meng et al., 2019, section 4.3), from input to output. The last one is always the layer that Grad-CAM reads: in the CAM forms of VGG and
 * GoogLeNet the added convolution takes the place of the last block's own layer, so that a network has one final layer throughout.
 */
public enum BlockTaps {
    /** The last layer of every resolution: the blocks of ResNet, the convolutions before the poolings of VGG. */
    BEFORE_DOWNSAMPLING("before-downsampling"),
    /** The layers that make the map smaller, and the final one: the paper's words for MobileNet, the only networks that have them here. */
    AFTER_DOWNSAMPLING("after-downsampling");

    private static final Map<String, List<String>> STRIDED = Map.of(
            "mobilenet_v1", List.of("conv1", "block2", "block4", "block6", "block12"),
            "mobilenet_v2", List.of("conv1", "block2", "block4", "block7", "block14"));

    private final String id;

    BlockTaps(String id) {
        this.id = id;
    }

    /** The name in files. */
    public String id() {
        return id;
    }

    /**
     * The layers of a network.
     *
     * @throws IllegalArgumentException if the layers that make its map smaller are not known
     */
    public List<String> of(CamModel model) {
        String last = Explainer.of(model.graph()).defaultTap();
        List<String> taps = new ArrayList<>(this == BEFORE_DOWNSAMPLING ? model.blocks() : strided(model));
        if (!taps.contains(last)) {
            if (this == BEFORE_DOWNSAMPLING) {
                taps.remove(taps.size() - 1);
            }
            taps.add(last);
        }
        return List.copyOf(taps);
    }

    private static List<String> strided(CamModel model) {
        List<String> taps = STRIDED.get(model.backbone().replaceFirst("-.*", ""));
        if (taps == null) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Backbone '%s': its down-sampling layers are not listed, expected one of mobilenet_v1 and mobilenet_v2.",
                    model.backbone()));
        }
        return taps;
    }
}
