package org.cam4j.experiments.papers.meng2019.pairs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.cam4j.experiments.cli.RealData;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.cam4j.training.network.UserNetworks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class BlockTapsTest {
    private static CamModel network(String backbone) throws IOException {
        return Networks.create(
                NetworkSpec.of(backbone, "gap", List.of("a", "b")).size(64, 64));
    }

    @Test
    void theFinalLayerOfVggIsOneLayerThroughout() throws IOException {
        CamModel vgg = network("vgg19");
        assertThat(BlockTaps.BEFORE_DOWNSAMPLING.of(vgg))
                .containsExactly("conv1_2", "conv2_2", "conv3_4", "conv4_4", "conv6");
        assertThat(Explainer.of(vgg.graph()).defaultTap()).isEqualTo("conv6");
    }

    @ParameterizedTest
    @ValueSource(strings = {"squeezenet1_1", "mobilenet_v2", "mobilenet_v1-0.75", "resnet18", "mini"})
    void otherNetworksKeepTheirBlocks(String backbone) throws IOException {
        CamModel model = network(backbone);
        assertThat(BlockTaps.BEFORE_DOWNSAMPLING.of(model)).isEqualTo(model.blocks());
    }

    @Test
    void aNetworkOfAFileKeepsTheLastLayerOfEveryResolution() throws IOException {
        CamModel person = UserNetworks.read(RealData.find("weights/person-mobilenet-96.h5"), 0, 0);
        assertThat(BlockTaps.BEFORE_DOWNSAMPLING.of(person)).isEqualTo(person.blocks());
    }

    @ParameterizedTest
    @ValueSource(strings = {"mobilenet_v2", "mobilenet_v1-0.75"})
    void layersAfterADownsamplingAreTheFirstOfTheirSize(String backbone) throws IOException {
        CamModel model = network(backbone);
        List<String> taps = BlockTaps.AFTER_DOWNSAMPLING.of(model);
        assertThat(taps)
                .hasSize(6)
                .contains("conv1")
                .endsWith(Explainer.of(model.graph()).defaultTap());
        model.graph()
                .feedForward(new INDArray[] {Nd4j.zeros(1, 3, 64, 64)}, false)
                .forEach((name, map) -> {
                    if (taps.subList(0, 5).contains(name)) {
                        assertThat(map.size(2)).as(name).isEqualTo(32 >> taps.indexOf(name));
                    }
                });
        List<String> before = new ArrayList<>(BlockTaps.BEFORE_DOWNSAMPLING.of(model));
        before.retainAll(taps);
        assertThat(before).as("the final layer alone is in both").hasSize(1);
    }

    @Test
    void otherNetworksHaveNoListOfThem() throws IOException {
        CamModel mini = network("mini");
        assertThatThrownBy(() -> BlockTaps.AFTER_DOWNSAMPLING.of(mini))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected one of mobilenet_v1 and mobilenet_v2");
    }
}
