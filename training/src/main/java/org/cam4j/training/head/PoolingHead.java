package org.cam4j.training.head;

import java.util.Optional;
import java.util.function.Supplier;
import org.cam4j.training.backbone.Backbone;
import org.cam4j.training.graph.CamGraphBuilder;
import org.cam4j.training.graph.FeatureMap;
import org.deeplearning4j.nn.conf.graph.GraphVertex;

/** A head that pools the last map of the backbone's CAM form. */
record PoolingHead(String id, String description, Supplier<GraphVertex> vertex) implements Head {
    static final String TENSOR = "head";

    @Override
    public Optional<GraphVertex> pooling() {
        return Optional.of(vertex.get());
    }

    @Override
    public void attach(CamGraphBuilder builder, Backbone backbone, FeatureMap features, int classes) {
        builder.beginHead();
        FeatureMap pooled = builder.pooling(backbone.camForm(builder, features), vertex.get());
        builder.classifier(pooled, TENSOR, classes, false, 1);
    }
}
