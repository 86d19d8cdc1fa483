package org.cam4j.training.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Objects;
import org.cam4j.training.graph.CamGraphBuilder;
import org.cam4j.training.graph.FeatureMap;
import org.cam4j.training.internal.graph.GraphEditor;
import org.cam4j.training.internal.graph.InputShapes;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every backbone on gray images that are not square: the sizes of its maps are those that Deeplearning4j computes. */
class InputSizeTest {
    private static final int HEIGHT = 224;
    private static final int WIDTH = 160;

    static List<String> backbones() {
        return Backbones.ids();
    }

    @ParameterizedTest
    @MethodSource("backbones")
    void grayImagesOf224x160(String id) {
        NetworkSpec spec =
                NetworkSpec.of(id, "gap", List.of("a", "b")).size(HEIGHT, WIDTH).channels(1);
        CamGraphBuilder builder = Networks.builder(spec, Backbones.byId(id).variant());
        ComputationGraphConfiguration configuration = builder.configuration();
        assertThat(InputShapes.channels(configuration)).isEqualTo(1);
        var types = GraphEditor.types(configuration, HEIGHT, WIDTH);
        List<FeatureMap> maps = builder.maps().values().stream()
                .filter(map -> types.get(map.layer()) instanceof InputTypeConvolutional)
                .toList();
        assertThat(maps).isNotEmpty().allSatisfy(map -> {
            InputTypeConvolutional type = (InputTypeConvolutional) Objects.requireNonNull(types.get(map.layer()));
            assertThat(List.of(map.channels(), map.height(), map.width()))
                    .as(map.layer())
                    .isEqualTo(List.of((int) type.getChannels(), (int) type.getHeight(), (int) type.getWidth()));
        });
        assertThat(maps).anyMatch(map -> map.height() > map.width());
    }

    @ParameterizedTest
    @MethodSource("backbones")
    void imagesThatAreTooSmallAreRefusedByTheBackbonesName(String id) {
        NetworkSpec spec = NetworkSpec.of(id, "gap", List.of("a", "b")).size(1, 2);
        try {
            Networks.builder(spec, Backbones.byId(id).variant());
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageStartingWith("Backbone '" + id + "' with images of 1 x 2: ");
        }
        if (id.equals("vgg16")) {
            assertThatThrownBy(() -> Networks.builder(spec, Backbones.byId(id).variant()))
                    .hasMessageContaining("choose a larger one");
        }
    }
}
