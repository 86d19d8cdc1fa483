package org.cam4j.training.backbone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Counted from the configuration: nothing is allocated. */
class ParameterCountTest {
    private static final List<String> IMAGENET = CamModel.numberedClasses(1000);

    @ParameterizedTest
    @CsvSource({
        "vgg16, 138357544",
        "vgg19, 143667240",
        "squeezenet1_0, 1248424",
        "squeezenet1_1, 1235496",
        "mobilenet_v2, 3504872"
    })
    void thePublishedFormHasThePublishedNumberOfParameters(String backbone, long published) {
        NetworkSpec spec = NetworkSpec.of(backbone, NetworkSpec.ORIGINAL, IMAGENET);
        assertThat(trainable(spec, Backbones.byId(backbone).variant())).isEqualTo(published);
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void mobileNetWithFoldedBatchNormalisationHasFewer(boolean samePadding) {
        NetworkSpec spec = NetworkSpec.of("mobilenet_v2", NetworkSpec.ORIGINAL, IMAGENET);
        assertThat(trainable(spec, new Variant(samePadding, true, true, 0))).isEqualTo(3_487_816);
    }

    @ParameterizedTest
    @CsvSource({"vgg16, 14714688", "vgg19, 20024384"})
    void theCamFormOfVggIsTheTrunkAndTwoLayers(String backbone, long trunk) {
        NetworkSpec spec = NetworkSpec.of(backbone, "gap", IMAGENET);
        long added = 512 * 1024 * 9 + 1024 + 1024 * 1000;
        assertThat(trainable(spec, Backbones.byId(backbone).variant())).isEqualTo(trunk + added);
    }

    @ParameterizedTest
    @CsvSource({"resnet8, 10, 78186", "mini, 20, 789652"})
    void theSmallNetworksStaySmall(String backbone, int classes, long count) {
        NetworkSpec spec = NetworkSpec.of(backbone, NetworkSpec.ORIGINAL, CamModel.numberedClasses(classes));
        assertThat(trainable(spec, Backbones.byId(backbone).variant())).isEqualTo(count);
    }

    private static long trainable(NetworkSpec spec, Variant variant) {
        return Networks.trainableParameters(Networks.configuration(spec, variant));
    }
}
