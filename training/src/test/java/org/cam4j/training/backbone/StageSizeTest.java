package org.cam4j.training.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.cam4j.training.graph.CamGraphBuilder;
import org.cam4j.training.graph.FeatureMap;
import org.cam4j.training.graph.Variant;
import org.cam4j.training.head.Heads;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Sizes of maps by Deeplearning4j's own inference at each network's published input size; nothing is allocated. */
class StageSizeTest {
    private static final List<String> CLASSES = List.of("cat", "dog", "owl");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alexnet | conv1 64x55, pool1 64x27, conv2 192x27, pool2 192x13, conv5 256x13, pool5 256x6",
                "googlenet | conv1 64x112, maxpool1 64x56, conv3 192x56, maxpool2 192x28, inception3a 256x28",
                "googlenet | inception3b 480x28, maxpool3 480x14, inception4a 512x14, inception4d 528x14",
                "googlenet | inception4e 832x14, maxpool4 832x7, inception5a 832x7, inception5b 1024x7",
                "googlenet-bvlc | conv1 64x112, maxpool1 64x56, norm1 64x56, conv3 192x56, norm2 192x56, maxpool2 192x28",
                "googlenet-bvlc | inception3b 480x28, inception4e 832x14, maxpool4 832x7, inception5b 1024x7",
                "inception_v3 | Conv2d_1a_3x3 32x149, Conv2d_2a_3x3 32x147, Conv2d_2b_3x3 64x147, maxpool1 64x73",
                "inception_v3 | Conv2d_3b_1x1 80x73, Conv2d_4a_3x3 192x71, maxpool2 192x35, Mixed_5b 256x35",
                "inception_v3 | Mixed_5c 288x35, Mixed_5d 288x35, Mixed_6a 768x17, Mixed_6e 768x17",
                "inception_v3 | Mixed_7a 1280x8, Mixed_7b 2048x8, Mixed_7c 2048x8",
                "resnet18 | conv1 64x112, maxpool 64x56, layer1.1 64x56, layer2.1 128x28, layer3.1 256x14",
                "resnet18 | layer4.1 512x7",
                "resnet34 | layer1.2 64x56, layer2.3 128x28, layer3.5 256x14, layer4.2 512x7",
                "resnet50 | conv1 64x112, maxpool 64x56, layer1.2 256x56, layer2.0.conv1 128x56, layer2.0.conv2 128x28",
                "resnet50 | layer2.3 512x28, layer3.5 1024x14, layer4.2 2048x7",
                "resnet101 | layer1.2 256x56, layer2.3 512x28, layer3.22 1024x14, layer4.2 2048x7",
                "resnet152 | layer1.2 256x56, layer2.7 512x28, layer3.35 1024x14, layer4.2 2048x7",
                "resnet18-dilated | layer3.1 256x14, layer4.0 512x14, layer4.1 512x14",
                "resnet50-dilated | layer3.5 1024x14, layer4.0 2048x14, layer4.2 2048x14",
                "resnet101-stride1 | layer3.22 1024x14, layer4.0 2048x14, layer4.2 2048x14",
                "mobilenet_v1 | conv1 32x112, block1 64x112, block3 128x56, block5 256x28, block11 512x14, block13"
                        + " 1024x7",
                "mobilenet_v1-0.25 | conv1 8x112, block1 16x112, block11 128x14, block13 256x7"
            })
    void thePublishedFormHasThePublishedSizes(String backbone, String stages) {
        checkSizes(backbone, Heads.ORIGINAL, stages);
    }

    @ParameterizedTest
    @CsvSource({
        "vgg16, conv6 1024x14",
        "alexnet, conv6 1024x13",
        "googlenet, cam_conv 1024x14",
        "googlenet-bvlc, cam_conv 1024x14",
        "googlenet-bvlc-5b, inception5b 1024x7",
        "inception_v3, cam_conv 1024x17",
        "resnet50, layer4.2 2048x7",
        "resnet152-dilated, layer4.2 2048x14",
        "resnet152-stride1, layer4.2 2048x14",
        "mobilenet_v1, block13 1024x7"
    })
    void theCamFormHasTheMappingResolutionOfThePapers(String backbone, String map) {
        checkSizes(backbone, "gap", map);
    }

    @ParameterizedTest
    @MethodSource("org.cam4j.training.backbone.Backbones#all")
    void everyPlannedMapHasTheSizeThatDeeplearning4jInfers(Backbone backbone) {
        for (String head : List.of(Heads.ORIGINAL, "gap")) {
            CamGraphBuilder draft = Networks.builder(NetworkSpec.of(backbone.id(), head, CLASSES), backbone.variant());
            Map<String, InputType> inferred = inferred(draft, backbone.inputSize());
            draft.maps().forEach((layer, map) -> {
                if (inferred.get(layer) instanceof InputType.InputTypeConvolutional type) {
                    FeatureMap found = new FeatureMap(
                            layer, (int) type.getChannels(), (int) type.getHeight(), (int) type.getWidth());
                    assertThat(found).isEqualTo(map);
                }
            });
            assertThat(inferred).containsKeys(backbone.blockTaps().toArray(String[]::new));
        }
    }

    @Test
    void anInputThatIsTooSmallIsRefused() {
        NetworkSpec spec = NetworkSpec.of("inception_v3", Heads.ORIGINAL, CLASSES);
        assertThatThrownBy(() -> Networks.builder(spec.size(64, 64), Variant.TORCHVISION))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nothing is left of a 64 x 64 input");
    }

    private static void checkSizes(String backbone, String head, String stages) {
        Backbone published = Backbones.byId(backbone);
        CamGraphBuilder draft = Networks.builder(NetworkSpec.of(backbone, head, CLASSES), published.variant());
        Map<String, InputType> inferred = inferred(draft, published.inputSize());
        for (String stage : stages.split(", ", -1)) {
            String[] words = stage.split("[ x](?=[0-9]+(x|$))", -1);
            InputType expected = InputType.convolutional(
                    Long.parseLong(words[2]), Long.parseLong(words[2]), Long.parseLong(words[1]));
            assertThat(inferred.get(words[0])).as(stage).isEqualTo(expected);
        }
    }

    private static Map<String, InputType> inferred(CamGraphBuilder draft, int size) {
        return draft.configuration().getLayerActivationTypes(true, InputType.convolutional(size, size, 3));
    }
}
