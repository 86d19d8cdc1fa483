package org.cam4j.training.network;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.cam4j.training.backbone.Backbone;
import org.cam4j.training.backbone.Backbones;
import org.cam4j.training.graph.CamGraphBuilder;
import org.cam4j.training.internal.graph.GraphEditor;
import org.cam4j.training.internal.tensor.TensorEntry;
import org.cam4j.training.internal.weights.TensorBinding;
import org.cam4j.training.internal.weights.WeightMap;
import org.cam4j.training.internal.weights.WeightMetadata;
import org.cam4j.training.internal.weights.WeightsFile;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;

/** Compares the tensor names of a weights file with those of the catalog's networks. */
final class WeightNames {
    private static final int SHOWN = 5;

    private WeightNames() {}

    /**
     * Takes off what wrappers put in front of all names, such as {@code module.} of torch's DataParallel or {@code _orig_mod.} of torch.compile: the dotted prefix
     * common to all names under which most of the backbone's names are found, if these are more than without it.
     */
    static WeightsFile withoutCommonPrefix(WeightsFile weights, Backbone backbone, WeightMetadata metadata) {
        Set<String> names = weights.tensors().keySet();
        List<String> expected = of(backbone, metadata);
        String common = common(names);
        String best = "";
        long most = found(names, "", expected);
        for (int dot = common.indexOf('.'); dot >= 0; dot = common.indexOf('.', dot + 1)) {
            String prefix = common.substring(0, dot + 1);
            long found = found(names, prefix, expected);
            if (found > most) {
                most = found;
                best = prefix;
            }
        }
        return best.isEmpty() ? weights : weights.withoutPrefix(best);
    }

    /** The tensors that a network does not need and that could not be read, with their types; counters do not count. */
    static List<String> notRead(WeightsFile weights, WeightMap map) {
        Set<String> needed = map.bindings().stream().map(TensorBinding::tensor).collect(Collectors.toSet());
        return weights.tensors().entrySet().stream()
                .filter(entry -> !entry.getValue().isReadable()
                        && !needed.contains(entry.getKey())
                        && !WeightMap.isCounter(entry.getKey()))
                .map(entry -> String.format(
                        Locale.ROOT,
                        "'%s' (%s)",
                        entry.getKey(),
                        entry.getValue().type()))
                .limit(SHOWN)
                .toList();
    }

    /** The error for a file whose names are not the backbone's; it says which are missing and which are unexpected. */
    static IOException differ(WeightsFile weights, Backbone backbone) throws IOException {
        WeightMetadata metadata = WeightMetadata.of(weights);
        List<String> expected = of(backbone, metadata);
        Set<String> names = weights.tensors().keySet();
        List<String> missing =
                expected.stream().filter(name -> !names.contains(name)).toList();
        List<String> unexpected = names.stream()
                .filter(name -> !expected.contains(name) && !WeightMap.isCounter(name) && !backbone.isAuxiliary(name))
                .toList();
        return new IOException(String.format(
                Locale.ROOT,
                "Weights %s do not fit %s%s: missing %s; unexpected %s.%s",
                weights.file(),
                backbone.id(),
                weights.prefix().isEmpty()
                        ? ""
                        : String.format(
                                Locale.ROOT, " after '%s' is taken off the front of all names", weights.prefix()),
                some(missing),
                some(unexpected),
                advice(weights, backbone, metadata)));
    }

    /** A sentence that names the networks of the catalog that have the file's names; empty if there is none. */
    static String advice(WeightsFile weights, Backbone asked, WeightMetadata metadata) {
        List<String> fitting = Backbones.all().stream()
                .filter(backbone ->
                        !backbone.architecture().equals(asked.architecture()) && fits(weights, backbone, metadata))
                .map(Backbone::id)
                .toList();
        return fitting.isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT,
                        " These tensor names are those of %s: use --backbone %s.",
                        String.join(", ", fitting),
                        fitting.get(0));
    }

    /** Whether all names and the channels of all layers in front of the classifier are those of a network. */
    private static boolean fits(WeightsFile weights, Backbone backbone, WeightMetadata metadata) {
        Map<String, TensorEntry> tensors =
                withoutCommonPrefix(weights, backbone, metadata).tensors();
        List<String> expected = of(backbone, metadata);
        CamGraphBuilder builder =
                Networks.published(backbone, backbone.variant().with(metadata));
        return tensors.keySet().containsAll(expected)
                && tensors.keySet().stream()
                        .allMatch(name ->
                                expected.contains(name) || WeightMap.isCounter(name) || backbone.isAuxiliary(name))
                && builder.backboneWeightMap().bindings().stream().allMatch(binding -> {
                    Layer layer = GraphEditor.layer(
                            builder.configuration().getVertices().get(binding.layer()));
                    List<Long> shape = Objects.requireNonNull(tensors.get(binding.tensor()))
                            .shape();
                    return shape.isEmpty()
                            || !(layer instanceof FeedForwardLayer feedForward)
                            || shape.get(0) == feedForward.getNOut();
                });
    }

    private static List<String> of(Backbone backbone, WeightMetadata metadata) {
        return Networks.published(backbone, backbone.variant().with(metadata)).weightMap().bindings().stream()
                .map(TensorBinding::tensor)
                .toList();
    }

    private static long found(Collection<String> names, String prefix, List<String> expected) {
        return expected.stream().filter(name -> names.contains(prefix + name)).count();
    }

    /** The longest text that all names begin with. */
    private static String common(Collection<String> names) {
        return names.stream()
                .reduce((first, second) -> {
                    int length = 0;
                    while (length < Math.min(first.length(), second.length())
                            && first.charAt(length) == second.charAt(length)) {
                        length++;
                    }
                    return first.substring(0, length);
                })
                .orElse("");
    }

    private static String some(List<String> names) {
        if (names.isEmpty()) {
            return "none";
        }
        String shown = names.stream().limit(SHOWN).map(name -> "'" + name + "'").collect(Collectors.joining(", "));
        return names.size() > SHOWN ? String.format(Locale.ROOT, "%s and %d more", shown, names.size() - SHOWN) : shown;
    }
}
