package org.cam4j.training.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.junit.jupiter.api.Test;

class BackboneLayersTest {
    @Test
    void aVggTrunkEndsBeforeTheLayerThatTheCamPaperAdds() throws IOException {
        Set<String> trunk = BackboneLayers.of(network("vgg16"));

        assertThat(trunk).contains("conv1_1", "conv5_3").doesNotContain("conv6", "pooling", "output");
    }

    @Test
    void aMobileNetTrunkHoldsEveryConvolution() throws IOException {
        CamModel model = network("mobilenet_v2");

        assertThat(BackboneLayers.of(model)).contains("conv_last", "block1").doesNotContain("pooling", "output");
    }

    @Test
    void aNetworkOfOnesOwnHasAllButItsOutputAsTrunk() {
        assertThat(BackboneLayers.of(TinyProblem.model()))
                .contains("conv", "norm", "pool")
                .doesNotContain("output");
    }

    private static CamModel network(String backbone) throws IOException {
        return Networks.create(
                NetworkSpec.of(backbone, "gap", List.of("a", "b")).size(32, 32));
    }
}
