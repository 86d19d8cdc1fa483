package org.cam4j.layers.internal;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.layers.FrozenLayerWithBackprop;
import org.jspecify.annotations.Nullable;

/** The layer inside a vertex, without the wrappers that freeze it: a frozen layer passes no gradient on. */
public final class LayerAccess {
    private LayerAccess() {}

    /** The layer of a vertex; null where it has none. */
    public static @Nullable Layer layer(GraphVertex vertex) {
        Layer layer = vertex.hasLayer() ? vertex.getLayer() : null;
        return layer == null ? null : unfrozen(layer);
    }

    /** The layer inside the wrappers. */
    public static Layer unfrozen(Layer layer) {
        if (layer instanceof FrozenLayer frozen) {
            return unfrozen(frozen.getInsideLayer());
        }
        return layer instanceof FrozenLayerWithBackprop frozen ? unfrozen(frozen.getInsideLayer()) : layer;
    }

    /** The configuration inside the wrappers. */
    public static org.deeplearning4j.nn.conf.layers.Layer unfrozen(org.deeplearning4j.nn.conf.layers.Layer layer) {
        if (layer instanceof org.deeplearning4j.nn.conf.layers.misc.FrozenLayer frozen) {
            return unfrozen(frozen.getLayer());
        }
        return layer instanceof org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop frozen
                ? unfrozen(frozen.getUnderlying())
                : layer;
    }

    /** The configuration of a vertex's layer; null where it has none. */
    public static org.deeplearning4j.nn.conf.layers.@Nullable Layer configuration(GraphVertex vertex) {
        Layer layer = layer(vertex);
        return layer == null ? null : layer.conf().getLayer();
    }
}
