package org.cam4j.experiments.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.network.NetworkSpec;
import org.deeplearning4j.config.DL4JSystemProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BackendNumbersTest {
    private static final String SWITCH = DL4JSystemProperties.DISABLE_HELPER_PROPERTY;

    @BeforeEach
    @AfterEach
    void fastKernels() {
        System.setProperty(SWITCH, "false");
        Kernels.switchOn();
    }

    private static Map<String, float[]> withoutOneDnn(List<NetworkSpec> networks) throws IOException {
        System.setProperty(SWITCH, "true");
        return BackendNumbers.compute(networks).values();
    }

    private static List<NetworkSpec> small() {
        return BackendNumbers.networks().stream()
                .filter(network -> network.backbone().equals("mini"))
                .toList();
    }

    @Test
    void everyHeadComputesTheSameWithoutOneDnnBlocks() throws IOException {
        BackendNumbers numbers = BackendNumbers.compute(small());
        BackendComparison comparison = BackendComparison.of(numbers.values(), withoutOneDnn(small()));
        assertThat(comparison.failures())
                .as(String.join("\n", comparison.lines()))
                .isEmpty();
        assertThat(comparison.lines()).hasSize(4 * small().size());
    }

    @Test
    @Tag("long")
    void everyFamilyOfNetworksComputesTheSameWithoutOneDnnBlocks() throws IOException {
        List<NetworkSpec> networks = BackendNumbers.networks();
        BackendNumbers numbers = BackendNumbers.compute(networks);
        BackendComparison comparison = BackendComparison.of(numbers.values(), withoutOneDnn(networks));
        assertThat(comparison.failures())
                .as(String.join("\n", comparison.lines()))
                .isEmpty();
        assertThat(numbers.kinds())
                .contains(
                        "ConvolutionBlock",
                        "MaxPooling",
                        "ResidualSum",
                        "ChannelDeconvolution",
                        "GlobalAveragePooling",
                        "GlobalMaxPooling",
                        "LogSumExpPooling",
                        "WeightedGlobalAveragePooling",
                        "ThresholdedAveragePooling",
                        "OrMerge");
    }

    @Test
    void whatAProcessPrintsIsReadBack() throws IOException {
        BackendNumbers numbers = BackendNumbers.compute(small().subList(0, 1));
        BackendProcess process = BackendProcess.parse(BackendProcess.lines("CPU", numbers));
        assertThat(process.backend()).isEqualTo("CPU");
        assertThat(process.output()).isEmpty();
        assertThat(BackendComparison.of(numbers.values(), process.values()).lines())
                .isNotEmpty()
                .allMatch(line -> line.contains("0.00e+00 same"));
    }

    @Test
    void aDifferenceAndAMissingQuantityAreNamed() {
        Map<String, float[]> expected = Map.of("loss", new float[] {1, 2}, "map", new float[] {1});
        BackendComparison comparison = BackendComparison.of(expected, Map.of("loss", new float[] {1, 2.01F}));
        assertThat(comparison.failures()).containsExactly("loss", "map");
        assertThat(BackendComparison.of(Map.of("a", new float[] {Float.NaN}), Map.of("a", new float[] {Float.NaN}))
                        .failures())
                .containsExactly("a");
    }
}
