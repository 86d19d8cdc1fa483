package org.cam4j.training.internal.keras;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The weights of a {@code .keras} file: {@code layers/CLASS_NUMBER/vars/0, 1, ...} in the order in which the layer made them, where the class is written in small letters
 * and numbered from the second on; the layers of a nested model stand below it in the same way.
 *
 * @param archive the file {@code model.weights.h5}
 * @param groups the group of each layer, by the models that it belongs to and its name
 * @param keras the version of Keras
 */
record KerasCheckpoint(KerasArchive archive, Map<List<String>, String> groups, int keras) implements WeightSource {
    /** Keras 3, and the versions of Keras 2 that wrote the format. */
    private static final List<String> ROOTS = List.of("layers", "_layer_checkpoint_dependencies");

    static KerasCheckpoint of(KerasArchive archive, KerasTopology topology, int keras) {
        Map<List<String>, String> groups = new HashMap<>();
        topology.classes().forEach(layer -> {
            List<String> models = layer.subList(0, layer.size() - 2);
            String parent = models.isEmpty() ? "" : groups.get(models) + "/";
            String root = ROOTS.stream()
                    .filter(name -> archive.has(parent + name))
                    .findFirst()
                    .orElse(ROOTS.get(0));
            String kind = snakeCase(layer.get(layer.size() - 1));
            String group = parent + root + "/" + kind;
            for (int number = 1; groups.containsValue(group); number++) {
                group = parent + root + "/" + kind + "_" + number;
            }
            groups.put(layer.subList(0, layer.size() - 1), group);
        });
        return new KerasCheckpoint(archive, groups, keras);
    }

    /** Keras' own rule: {@code Conv2D} is {@code conv2d}, {@code PReLU} is {@code p_re_lu}. */
    static String snakeCase(String name) {
        return name.replaceAll("\\W+", "")
                .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
                .replaceAll("([a-z])([A-Z])", "$1_$2")
                .toLowerCase(Locale.ROOT);
    }

    @Override
    public LayerWeights weights(KerasTopology.Node node) {
        List<String> key = new ArrayList<>(node.models());
        key.add(node.layer().ownName());
        String group = groups.get(key) + "/vars";
        List<String> names = names(node.layer());
        Map<String, String> paths = new HashMap<>();
        for (int i = 0; archive.has(group + "/" + i); i++) {
            paths.put(i < names.size() ? names.get(i) : String.valueOf(i), group + "/" + i);
        }
        return new LayerWeights(node.layer().name(), archive, paths);
    }

    /** The weights of a layer, in the order in which it makes them. */
    private List<String> names(LayerConfig layer) {
        List<String> names = new ArrayList<>();
        switch (layer.kind()) {
            case "DepthwiseConv2D" -> names.add(keras > 2 ? "kernel" : "depthwise_kernel");
            case "SeparableConv2D" -> names.addAll(List.of("depthwise_kernel", "pointwise_kernel"));
            case "PReLU" -> names.add("alpha");
            case "Normalization" -> names.addAll(List.of("mean", "variance", "count"));
            case "BatchNormalization" -> {
                if (layer.isOn("scale")) {
                    names.add("gamma");
                }
                if (layer.isOn("center")) {
                    names.add("beta");
                }
                names.addAll(List.of("moving_mean", "moving_variance"));
            }
            default -> names.add("kernel");
        }
        if (layer.isOn("use_bias")) {
            names.add("bias");
        }
        return names;
    }
}
