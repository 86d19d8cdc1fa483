package org.cam4j.training.head;

import java.util.Optional;
import java.util.function.Supplier;
import org.cam4j.training.backbone.Backbone;
import org.cam4j.training.graph.CamGraphBuilder;
import org.cam4j.training.graph.FeatureMap;
import org.deeplearning4j.nn.conf.graph.GraphVertex;

/**
 * A head that pools the last map of the backbone's CAM form.
 *
 * @param isPlain whether the layers that the CAM form adds are left out, so that the backbone's own last map is pooled: {@code gap@plain}
 */
record PoolingHead(String id, String description, Supplier<GraphVertex> vertex, boolean isPlain) implements Head {
    static final String TENSOR = "head";
    static final String PLAIN = "@plain";

    PoolingHead(String id, String description, Supplier<GraphVertex> vertex) {
        this(id, description, vertex, false);
    }

    /** The same head directly behind the backbone's last map. */
    PoolingHead plain() {
        return new PoolingHead(id + PLAIN, description, vertex, true);
    }

    @Override
    public Optional<GraphVertex> pooling() {
        return Optional.of(vertex.get());
    }

    @Override
    public void attach(CamGraphBuilder builder, Backbone backbone, FeatureMap features, int classes) {
        builder.beginHead();
        FeatureMap map = isPlain ? features : backbone.camForm(builder, features);
        builder.classifier(builder.pooling(map, vertex.get()), TENSOR, classes, false, 1);
    }
}
