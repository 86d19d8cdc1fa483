package org.cam4j.layers.explain;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.layers.FrozenLayerWithBackprop;
import org.jspecify.annotations.Nullable;

/** The layer inside a vertex, without the wrappers that freeze it: a frozen layer hands no gradient on. */
final class LayerAccess {
    private LayerAccess() {}

    static @Nullable Layer layer(GraphVertex vertex) {
        Layer layer = vertex.hasLayer() ? vertex.getLayer() : null;
        while (true) {
            if (layer instanceof FrozenLayer frozen) {
                layer = frozen.getInsideLayer();
            } else if (layer instanceof FrozenLayerWithBackprop frozen) {
                layer = frozen.getInsideLayer();
            } else {
                return layer;
            }
        }
    }

    static org.deeplearning4j.nn.conf.layers.@Nullable Layer configuration(GraphVertex vertex) {
        Layer layer = layer(vertex);
        return layer == null ? null : layer.conf().getLayer();
    }
}
