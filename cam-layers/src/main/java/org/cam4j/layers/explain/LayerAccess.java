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
        return layer == null ? null : unfrozen(layer);
    }

    static Layer unfrozen(Layer layer) {
        if (layer instanceof FrozenLayer frozen) {
            return unfrozen(frozen.getInsideLayer());
        }
        return layer instanceof FrozenLayerWithBackprop frozen ? unfrozen(frozen.getInsideLayer()) : layer;
    }

    static org.deeplearning4j.nn.conf.layers.Layer unfrozen(org.deeplearning4j.nn.conf.layers.Layer layer) {
        if (layer instanceof org.deeplearning4j.nn.conf.layers.misc.FrozenLayer frozen) {
            return unfrozen(frozen.getLayer());
        }
        return layer instanceof org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop frozen
                ? unfrozen(frozen.getUnderlying())
                : layer;
    }

    static org.deeplearning4j.nn.conf.layers.@Nullable Layer configuration(GraphVertex vertex) {
        Layer layer = layer(vertex);
        return layer == null ? null : layer.conf().getLayer();
    }
}
