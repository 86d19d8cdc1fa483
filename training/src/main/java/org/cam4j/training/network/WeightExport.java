package org.cam4j.training.network;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.datasets.write.AtomicFile;
import org.cam4j.layers.convolution.ConvolutionBlock;
import org.cam4j.training.backbone.Backbone;
import org.cam4j.training.backbone.Backbones;
import org.cam4j.training.graph.CamGraphBuilder;
import org.cam4j.training.graph.Variant;
import org.cam4j.training.internal.graph.GraphEditor;
import org.cam4j.training.internal.weights.Safetensors;
import org.cam4j.training.model.CamModel;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;

/**
 * Writes the parameters of a catalog network as a safetensors file: torchvision's tensor names where torchvision publishes the network, float32, and the
 * preprocessing and variant in the metadata ({@code cam4j.*}).
 */
public final class WeightExport {
    private static final List<Boolean> EITHER = List.of(false, true);
    private static final String SOURCE = "source.";

    private WeightExport() {}

    /**
     * Writes the file, whole or not at all.
     *
     * @param model a network of the catalog, with its published classifier or a head
     * @throws IllegalArgumentException for a network that is not in the catalog, or was changed
     * @throws IOException if the file cannot be written
     */
    public static void write(CamModel model, Path file) throws IOException {
        CamGraphBuilder plan = plan(model);
        Map<String, String> metadata = metadata(model, plan.variant());
        AtomicFile.write(
                file,
                out -> Safetensors.write(
                        Channels.newChannel(out), plan.weightMap().tensors(model.graph()), metadata));
    }

    private static Map<String, String> metadata(CamModel model, Variant variant) {
        Preprocessing preprocessing = model.preprocessing();
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("cam4j.architecture", Backbones.byId(model.backbone()).architecture());
        if (preprocessing.height() == preprocessing.width()) {
            metadata.put("cam4j.input_size", String.valueOf(preprocessing.height()));
        }
        metadata.put("cam4j.channel_order", preprocessing.channelOrder().name());
        metadata.put("cam4j.mean", joined(preprocessing.mean()));
        metadata.put("cam4j.std", joined(preprocessing.std()));
        metadata.put("cam4j.padding", variant.sameTfPadding() ? "same-tf" : "torch");
        metadata.put("cam4j.batch_norm", variant.batchNormFolded() ? "folded" : "present");
        metadata.put("cam4j.pooling_ceil", String.valueOf(variant.poolingCeil()));
        metadata.put("cam4j.pooling_count_padding", String.valueOf(variant.poolingCountPadding()));
        metadata.put("cam4j.classifier_padding", String.valueOf(variant.classifierPadding()));
        model.provenance().forEach((key, value) -> metadata.put(SOURCE + key, value));
        return metadata;
    }

    private static String joined(List<Double> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** The plan that the network was made by: the backbone's own variant, or the one that its weights had. */
    static CamGraphBuilder plan(CamModel model) {
        Backbone backbone = Backbones.byId(model.backbone());
        Map<String, String> wanted = forms(model.graph().getConfiguration());
        for (Variant variant : variants(backbone.variant())) {
            Optional<CamGraphBuilder> plan = plan(model, backbone, variant)
                    .filter(candidate -> wanted.entrySet()
                            .containsAll(forms(candidate.configuration()).entrySet()));
            if (plan.isPresent()) {
                return plan.get();
            }
        }
        throw new IllegalArgumentException(String.format(
                Locale.ROOT,
                "The network's layers are not those of backbone '%s' with head '%s', so its tensors have no names.",
                model.backbone(),
                model.head()));
    }

    private static Optional<CamGraphBuilder> plan(CamModel model, Backbone backbone, Variant variant) {
        NetworkSpec spec =
                NetworkSpec.of(backbone.id(), model.head(), model.classNames()).output(model.outputKind());
        try {
            return Optional.of(
                    Networks.builder(backbone, spec, model.classNames().size(), model.preprocessing(), variant));
        } catch (IllegalArgumentException impossibleAtThisSize) {
            return Optional.empty();
        }
    }

    private static List<Variant> variants(Variant first) {
        List<Variant> variants = new ArrayList<>(List.of(first));
        for (boolean same : EITHER) {
            for (boolean folded : EITHER) {
                for (boolean ceil : EITHER) {
                    for (boolean countPadding : EITHER) {
                        variants.add(new Variant(same, folded, ceil, 0, countPadding));
                        variants.add(new Variant(same, folded, ceil, 1, countPadding));
                    }
                }
            }
        }
        return variants;
    }

    /** What a variant changes of each layer: padding, whether it counts, rounding, batch normalization. */
    private static Map<String, String> forms(ComputationGraphConfiguration configuration) {
        Map<String, String> forms = new LinkedHashMap<>();
        configuration.getVertices().forEach((name, vertex) -> {
            if (!(vertex instanceof LayerVertex)) {
                return;
            }
            if (GraphEditor.layer(vertex) instanceof ConvolutionLayer layer) {
                boolean norm = layer instanceof ConvolutionBlock block && block.isBatchNormalization();
                forms.put(
                        name,
                        layer.getConvolutionMode() + Arrays.toString(layer.getPadding()) + norm + layer.getNOut());
            } else if (GraphEditor.layer(vertex) instanceof SubsamplingLayer layer) {
                forms.put(
                        name,
                        layer.getConvolutionMode()
                                + Arrays.toString(layer.getPadding())
                                + layer.isAvgPoolIncludePadInDivisor());
            }
        });
        return forms;
    }
}
