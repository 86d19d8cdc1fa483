package org.cam4j.experiments.papers.frozen;

import java.io.IOException;
import java.util.Map;
import org.cam4j.training.graph.CamGraphBuilder;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The whole network behind a head that was fitted to cached maps, to explain and measure it as any other. */
public final class FrozenNetwork {
    private FrozenNetwork() {}

    /**
     * A network with a new head whose trunk has the parameters of another network.
     *
     * @param trunk of the same backbone
     */
    public static CamModel withTrunkOf(CamModel trunk, NetworkSpec spec) throws IOException {
        CamModel model = Networks.create(spec);
        for (Layer layer : model.graph().getLayers()) {
            String name = layer.conf().getLayer().getLayerName();
            if (!name.equals(CamGraphBuilder.OUTPUT)
                    && trunk.graph().getConfiguration().getVertices().containsKey(name)) {
                for (Map.Entry<String, INDArray> entry : layer.paramTable().entrySet()) {
                    entry.getValue().assign(trunk.graph().getLayer(name).getParam(entry.getKey()));
                }
            }
        }
        return model;
    }

    /** Gives the layers of a network the parameters of those of a head that carry the same names. */
    public static void copy(ComputationGraph head, ComputationGraph network) {
        for (Layer layer : head.getLayers()) {
            String name = layer.conf().getLayer().getLayerName();
            if (layer.numParams() > 0) {
                layer.paramTable()
                        .forEach((key, value) ->
                                network.getLayer(name).getParam(key).assign(value));
            }
        }
    }

    /** Gives the linear layer of the network these weights, {@code [channels][classes]}. */
    public static void assign(CamModel model, double[][] weights) {
        INDArray parameter = model.graph().getLayer(CamGraphBuilder.OUTPUT).getParam("W"); // [C, K]
        parameter.assign(Nd4j.create(weights).castTo(parameter.dataType()));
    }
}
