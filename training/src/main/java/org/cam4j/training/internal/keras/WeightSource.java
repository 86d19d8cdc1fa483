package org.cam4j.training.internal.keras;

import java.io.IOException;

/** Where the weights of a model's layers are. */
interface WeightSource {
    /**
     * Finds the weights of a layer.
     *
     * @throws IOException if they are not clear
     */
    LayerWeights weights(KerasTopology.Node node) throws IOException;
}
