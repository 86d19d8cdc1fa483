package org.cam4j.training.fit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.cam4j.training.backbone.Backbone;
import org.cam4j.training.backbone.Backbones;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.recipe.TrainRecipe;
import org.cam4j.training.wsol.WsolMethods;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/** Finds the backbone layers of a network: those with pretrained weights, whose learning rate {@link TrainRecipe#backboneLearningRateFactor} multiplies. */
final class BackboneLayers {
    private BackboneLayers() {}

    /** The names of all layers up to the last map of the backbone; of all but the output where the backbone is not of the catalog. Layers that a WSOL method added do not belong. */
    static Set<String> of(CamModel model) {
        ComputationGraphConfiguration graph = model.graph().getConfiguration();
        List<String> lastMap = Backbones.find(model.backbone()).stream()
                .map(Backbone::blockTaps)
                .map(taps -> taps.get(taps.size() - 1))
                .filter(graph.getVertices()::containsKey)
                .toList();
        Set<String> backbone = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(lastMap);
        if (lastMap.isEmpty()) {
            graph.getNetworkOutputs()
                    .forEach(output -> open.addAll(graph.getVertexInputs().get(output)));
        }
        while (!open.isEmpty()) {
            String name = open.pop();
            if (backbone.add(name)) {
                open.addAll(graph.getVertexInputs().getOrDefault(name, List.of()));
            }
        }
        backbone.removeIf(WsolMethods::added);
        return backbone;
    }
}
