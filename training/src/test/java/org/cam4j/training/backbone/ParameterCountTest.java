package org.cam4j.training.backbone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.cam4j.training.graph.Variant;
import org.cam4j.training.head.Heads;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Counted from the configuration: nothing is allocated. */
class ParameterCountTest {
    private static final List<String> IMAGENET = CamModel.numberedClasses(1000);

    @ParameterizedTest
    @CsvSource({
        "vgg16, 138357544",
        "vgg19, 143667240",
        "vgg16_bn, 138365992",
        "vgg19_bn, 143678248",
        "squeezenet1_0, 1248424",
        "squeezenet1_1, 1235496",
        "alexnet, 61100840",
        "googlenet, 6624904",
        "googlenet-bvlc, 6998552",
        "googlenet-bvlc-5b, 6998552",
        "inception_v3, 23834568",
        "resnet18, 11689512",
        "resnet34, 21797672",
        "resnet50, 25557032",
        "resnet50-dilated, 25557032",
        "resnet50-stride1, 25557032",
        "resnet101, 44549160",
        "resnet152, 60192808",
        "mobilenet_v1, 4231976",
        "mobilenet_v1-0.75, 2585560",
        "mobilenet_v1-0.5, 1331592",
        "mobilenet_v1-0.25, 470072",
        "mobilenet_v2, 3504872"
    })
    void thePublishedFormHasThePublishedNumberOfParameters(String backbone, long published) {
        NetworkSpec spec = NetworkSpec.of(backbone, Heads.ORIGINAL, IMAGENET);
        assertThat(trainable(spec, Backbones.byId(backbone).variant())).isEqualTo(published);
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void mobileNetWithFoldedBatchNormalizationHasFewer(boolean samePadding) {
        NetworkSpec spec = NetworkSpec.of("mobilenet_v2", Heads.ORIGINAL, IMAGENET);
        assertThat(trainable(spec, new Variant(samePadding, true, true, 0, true)))
                .isEqualTo(3_487_816);
    }

    @ParameterizedTest
    @CsvSource({
        "vgg16, 512, 14714688",
        "vgg19, 512, 20024384",
        "alexnet, 256, 2469696",
        "googlenet, 832, 3273920",
        "inception_v3, 768, 8965856"
    })
    void aCamFormIsTheTrunkAndTwoLayers(String backbone, int channels, long trunk) {
        NetworkSpec spec = NetworkSpec.of(backbone, "gap", IMAGENET);
        long added = channels * 1024L * 9 + 1024 + 1024 * 1000;
        assertThat(trainable(spec, Backbones.byId(backbone).variant())).isEqualTo(trunk + added);
    }

    /** Kim 2020, figure 11: Wide CAM has no more to learn than GAP directly behind conv5_3. */
    @Test
    void aPlainHeadOfVggHasAsManyParametersAsWideCam() {
        Variant variant = Backbones.byId("vgg16").variant();
        long trunk = 14_714_688;
        for (String head : List.of("gap@plain", "wide")) {
            assertThat(trainable(NetworkSpec.of("vgg16", head, IMAGENET), variant))
                    .isEqualTo(trunk + 512 * 1000);
        }
    }

    @ParameterizedTest
    @CsvSource({"resnet8, 10, 78186", "mini, 20, 789652"})
    void theSmallNetworksStaySmall(String backbone, int classes, long count) {
        NetworkSpec spec = NetworkSpec.of(backbone, Heads.ORIGINAL, CamModel.numberedClasses(classes));
        assertThat(trainable(spec, Backbones.byId(backbone).variant())).isEqualTo(count);
    }

    private static long trainable(NetworkSpec spec, Variant variant) {
        return Networks.trainableParameters(Networks.configuration(spec, variant));
    }
}
