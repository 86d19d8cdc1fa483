package org.cam4j.training.backbone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.cam4j.layers.convolution.ConvolutionBlock;
import org.cam4j.training.graph.CamGraphBuilder;
import org.cam4j.training.head.Heads;
import org.cam4j.training.internal.graph.GraphEditor;
import org.cam4j.training.internal.weights.TensorBinding;
import org.cam4j.training.internal.weights.TensorLayout;
import org.cam4j.training.internal.weights.WeightMap;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.cam4j.training.weights.PublishedWeights;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The tensors that torchvision's networks have, written down from its sources (names, shapes; numbers of parameters and sizes of the files agree with those that
 * torchvision states), are the tensors that the backbones read. Counted from the configuration: nothing is allocated.
 */
class TorchvisionNamesTest {
    private static final List<String> IMAGENET = CamModel.numberedClasses(1000);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alexnet",
                "vgg16",
                "vgg16_bn",
                "googlenet",
                "inception_v3",
                "resnet18",
                "resnet50",
                "mobilenet_v2",
                "squeezenet1_0",
                "squeezenet1_1"
            })
    void aBackboneReadsTheTensorsThatTorchvisionWrites(String id) throws IOException {
        Backbone backbone = Backbones.byId(id);
        Map<String, String> published = published(id);
        published.keySet().removeIf(name -> WeightMap.isCounter(name) || backbone.isAuxiliary(name));
        CamGraphBuilder builder = Networks.builder(NetworkSpec.of(id, Heads.ORIGINAL, IMAGENET), backbone.variant());

        Map<String, String> read = new LinkedHashMap<>();
        for (TensorBinding binding : builder.weightMap().bindings()) {
            Layer layer = Objects.requireNonNull(
                    GraphEditor.layer(builder.configuration().getVertices().get(binding.layer())));
            read.put(binding.tensor(), Arrays.toString(binding.layout().fileShape(shape(layer, binding))));
        }

        assertThat(read).containsExactlyInAnyOrderEntriesOf(published);
        assertThat(PublishedWeights.find(backbone.architecture(), PublishedWeights.IMAGENET))
                .isPresent();
    }

    private static long[] shape(Layer layer, TensorBinding binding) {
        FeedForwardLayer sized = (FeedForwardLayer) layer;
        if (!binding.parameter().equals("W")) {
            return new long[] {1, sized.getNOut()};
        }
        if (binding.layout() == TensorLayout.LINEAR) {
            return new long[] {sized.getNIn(), sized.getNOut()};
        }
        ConvolutionBlock block = (ConvolutionBlock) layer;
        int[] kernel = block.getKernelSize();
        return new long[] {block.getNOut(), block.isDepthwise() ? 1 : block.getNIn(), kernel[0], kernel[1]};
    }

    private static Map<String, String> published(String id) throws IOException {
        Map<String, String> shapes = new LinkedHashMap<>();
        try (InputStream in =
                Objects.requireNonNull(TorchvisionNamesTest.class.getResourceAsStream("/torchvision/" + id + ".txt"))) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                String[] words = line.split(" ", -1);
                shapes.put(
                        words[0], Arrays.asList(words).subList(1, words.length).toString());
            }
        }
        return shapes;
    }
}
