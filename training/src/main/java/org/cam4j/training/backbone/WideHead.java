package org.cam4j.training.backbone;

import java.util.Optional;
import org.cam4j.layers.vertex.DeconvolutionMerge;
import org.cam4j.layers.vertex.GlobalAveragePooling;
import org.deeplearning4j.nn.conf.graph.GraphVertex;

/**
 * Wide CAM: the last map is deconvolved to twice its size and joined with the earlier map of that size by an element-wise
 * maximum; the global average of the result and one linear layer score the classes.
 *
 * <p>Kim et al. 2020, sections 3 and 4.
 */
final class WideHead implements Head {
    private static final String MERGE = "wide";

    @Override
    public String id() {
        return "wide";
    }

    @Override
    public String description() {
        return "Deconvolved last map joined with the finer map before it, then global average pooling (Kim 2020)";
    }

    @Override
    public Optional<GraphVertex> pooling() {
        return Optional.empty();
    }

    @Override
    public void attach(GraphDraft draft, Backbone backbone, FeatureMap trunk, int classes) {
        Backbone.WideTaps taps = backbone.wideTaps()
                .orElseThrow(() -> new IllegalArgumentException(
                        "Head 'wide' needs two maps of one number of channels, one twice the size of the other; backbone '%s' has none: use vgg16 or vgg19."
                                .formatted(backbone.id())));
        draft.beginHead();
        FeatureMap fine = draft.map(taps.fine());
        FeatureMap merged = draft.vertex(MERGE, new DeconvolutionMerge(), fine, draft.map(taps.coarse()), fine);
        draft.classifier(draft.pooling(merged, new GlobalAveragePooling()), PoolingHead.TENSOR, classes, false, 1);
    }
}
