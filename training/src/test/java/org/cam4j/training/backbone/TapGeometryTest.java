package org.cam4j.training.backbone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.cam4j.layers.explain.TapGeometry;
import org.cam4j.layers.explain.TapGeometry.Axis;
import org.cam4j.training.head.Heads;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;

class TapGeometryTest {
    private static Axis rows(ComputationGraph graph, String tap, long input, long cells) {
        return TapGeometry.of(graph, tap, new long[] {input, input}, new long[] {cells, cells})
                .rows();
    }

    private static ComputationGraph graph(String backbone, int size) throws IOException {
        return Networks.create(NetworkSpec.of(backbone, Heads.ORIGINAL, List.of("cat", "dog"))
                        .size(size, size))
                .graph();
    }

    @Test
    void squeezeNetPadsNothing() throws IOException {
        ComputationGraph graph = graph("squeezenet1_0", 227);
        assertThat(rows(graph, "fire5_squeeze", 227, 27)).isEqualTo(new Axis(9, 8));
        assertThat(rows(graph, "fire9", 227, 13)).isEqualTo(new Axis(17, 16));
    }

    @Test
    void anotherSizeThanTheLayersExplainIsSpreadEvenly() throws IOException {
        assertThat(rows(graph("squeezenet1_0", 227), "fire9", 227, 5)).isEqualTo(new Axis(22.2, 45.4));
    }

    @Test
    void symmetricPaddingKeepsTheMiniNetworkCentered() throws IOException {
        ComputationGraph graph = Networks.create(NetworkSpec.of("mini", "gap", List.of("cat", "dog")))
                .graph();
        assertThat(rows(graph, "conv5_1", 64, 8)).isEqualTo(new Axis(3.5, 8));
    }
}
