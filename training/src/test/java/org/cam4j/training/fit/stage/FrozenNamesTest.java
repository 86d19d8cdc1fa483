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
        return FrozenNames.of(List.of(beginnings), graph, Set.of("features.0"));
    }

    @Test
    void aNumberAtTheEndIsWhole() throws IOException {
        assertThat(frozen("mobilenet_v2", "features.1"))
                .isNotEmpty()
                .allMatch(name -> name.equals("features.1") || name.startsWith("features.1."));
        assertThat(frozen("mobilenet_v2", "features.1", "features.17"))
                .anyMatch(name -> name.startsWith("features.17."))
                .noneMatch(name -> name.startsWith("features.10"));
        assertThat(frozen("mobilenet_v2", "features.")).hasSizeGreaterThan(40);
    }

    @Test
    void backboneMeansItsLayers() throws IOException {
        assertThat(frozen("mobilenet_v2", "backbone")).containsExactly("features.0");
    }

    @Test
    void anUnknownBeginningNamesTheNearestLayers() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> frozen("mobilenet_v2", "feature.0"))
                .withMessageMatching(
                        "Recipe: freeze names feature\\.0, but no layer with parameters begins so; nearest: features\\.0, .*");
    }
}
