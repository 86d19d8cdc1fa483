package org.cam4j.training.fit.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;

class FrozenNamesTest {
    private static Set<String> frozen(String backbone, String... beginnings) throws IOException {
        ComputationGraph graph = Networks.create(
                        NetworkSpec.of(backbone, "gap", List.of("a", "b")).size(32, 32))
                .graph();
        return FrozenNames.of(List.of(beginnings), graph, Set.of("conv1"));
    }

    @Test
    void aNumberAtTheEndIsWhole() throws IOException {
        assertThat(frozen("mobilenet_v2", "block1")).containsExactlyInAnyOrder("block1_depthwise", "block1");
        assertThat(frozen("mobilenet_v2", "conv1", "block12"))
                .containsExactlyInAnyOrder("conv1", "block12_expand", "block12_depthwise", "block12_project");
        assertThat(frozen("mobilenet_v2", "block")).hasSize(50);
    }

    @Test
    void backboneMeansItsLayers() throws IOException {
        assertThat(frozen("mobilenet_v2", "backbone")).containsExactly("conv1");
    }

    @Test
    void anUnknownBeginningNamesTheNearestLayers() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> frozen("mobilenet_v2", "cnov1"))
                .withMessageMatching(
                        "Recipe: freeze names cnov1, but no layer with parameters begins so; nearest: conv1, .*");
    }
}
