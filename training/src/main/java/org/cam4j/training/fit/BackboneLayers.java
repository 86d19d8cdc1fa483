package org.cam4j.training.fit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.cam4j.training.backbone.Backbone;
import org.cam4j.training.backbone.Backbones;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.wsol.WsolMethods;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/** Which layers of a network are its trunk: those that published weights fill, and that {@link TrainRecipe#trunkFactor} slows down. */
final class BackboneLayers {
    private BackboneLayers() {}

    /** The names of everything up to the backbone's last map; of everything but the output where the backbone is not of the catalog. What a rival added is new. */
    static Set<String> of(CamModel model) {
        ComputationGraphConfiguration graph = model.graph().getConfiguration();
        List<String> lastMap = Backbones.find(model.backbone()).stream()
                .map(Backbone::blockTaps)
                .map(taps -> taps.get(taps.size() - 1))
                .filter(graph.getVertices()::containsKey)
                .toList();
        Set<String> trunk = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(lastMap);
        if (lastMap.isEmpty()) {
            graph.getNetworkOutputs()
                    .forEach(output -> open.addAll(graph.getVertexInputs().get(output)));
        }
        while (!open.isEmpty()) {
            String name = open.pop();
            if (trunk.add(name)) {
                open.addAll(graph.getVertexInputs().getOrDefault(name, List.of()));
            }
        }
        trunk.removeIf(WsolMethods::added);
        return trunk;
    }
}
