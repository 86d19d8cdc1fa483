package org.cam4j.training.internal.onnx.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.backbone.Backbones;
import org.cam4j.training.head.Heads;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every backbone and every head with random parameters, against ONNX Runtime. */
class BackboneExportTest {
    private static final double TOLERANCE = 1e-4;
    private static final List<String> CLASSES = List.of("cat", "dog", "owl");

    @TempDir
    private Path folder;

    @BeforeAll
    static void fastKernels() {
        Kernels.switchOn();
    }

    static Stream<String> largeBackbones() {
        return Backbones.ids().stream().filter(id -> !isSmall(id));
    }

    private static boolean isSmall(String backbone) {
        return backbone.equals("mini") || backbone.equals("resnet8") || backbone.equals("mobilenet_v1-0.25");
    }

    @ParameterizedTest
    @CsvSource({"mini", "resnet8", "mobilenet_v1-0.25"})
    void givesTheSameNumbersInOnnxRuntime(String backbone) throws IOException {
        compare(backbone, Heads.ORIGINAL);
        compare(backbone, "gap");
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("largeBackbones")
    void largeOnesDoSoToo(String backbone) throws IOException {
        givesTheSameNumbersInOnnxRuntime(backbone);
    }

    @ParameterizedTest
    @CsvSource({
        "gmp",
        "lse",
        "wgap",
        "wgap-area",
        "tap",
        "wide",
        "wide@learned",
        "wide@full",
        "wide@k2",
        "wide@probabilistic-sum",
        "wide@maps",
        "wide@both"
    })
    void everyHeadIsExported(String head) throws IOException {
        compare("mini", head);
    }

    private void compare(String backbone, String head) throws IOException {
        OnnxComparison.Deviation deviation = deviation(backbone, head, folder);
        boolean dense = head.equals(Heads.ORIGINAL) && backbone.matches("vgg.*|alexnet");
        assertThat(deviation.missing().isPresent()).isEqualTo(dense);
        assertThat(deviation.logits()).isLessThan(TOLERANCE);
        assertThat(dense ? 0 : deviation.classMaps()).isLessThan(TOLERANCE);
    }

    /** Of a network with random parameters, at a small size. */
    static OnnxComparison.Deviation deviation(String backbone, String head, Path folder) throws IOException {
        int size = backbone.startsWith("inception") ? 107 : backbone.matches("mini|resnet8") ? 32 : 64;
        CamModel model = OnnxComparison.trained(
                Networks.create(NetworkSpec.of(backbone, head, CLASSES).size(size, size)));
        try {
            return OnnxComparison.of(
                    model, head.equals("wide@both") ? "wide-cam" : "cam", folder.resolve("model.onnx"));
        } finally {
            model.graph().close();
        }
    }
}
