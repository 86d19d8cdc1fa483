package org.cam4j.training.internal.onnx.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.backbone.Backbones;
import org.cam4j.training.head.Heads;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.cam4j.training.network.UserNetworks;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Every backbone is exported, computed by ONNX Runtime, and imported again: the same scores, classes, preprocessing and names of the last maps. Deviations go to {@code
 * target/onnx-round-trip.csv}.
 */
class RoundTripContractTest {
    private static final double TOLERANCE = 1e-4;
    private static final List<String> CLASSES = List.of("cat", "dog", "owl");
    private static final List<String> TABLE = new ArrayList<>();

    @TempDir
    private Path folder;

    @BeforeAll
    static void fastKernels() {
        Kernels.switchOn();
    }

    @AfterAll
    static void writeTable() throws IOException {
        Files.write(Files.createDirectories(Path.of("target")).resolve("onnx-round-trip.csv"), TABLE);
    }

    private static boolean isSmall(String backbone) {
        return List.of("mini", "resnet8", "mobilenet_v1-0.25").contains(backbone);
    }

    static Stream<String> largeBackbones() {
        return Backbones.ids().stream().filter(id -> !isSmall(id) && !isVariant(id));
    }

    static Stream<String> variants() {
        return Backbones.ids().stream().filter(RoundTripContractTest::isVariant);
    }

    /** Deeper, or with other strides, than a network of the same layers. */
    private static boolean isVariant(String backbone) {
        return backbone.matches(".*-(dilated|stride1)|resnet(34|101|152)|vgg19.*");
    }

    @ParameterizedTest
    @CsvSource({"mini, gap", "mini, original", "resnet8, gap", "mobilenet_v1-0.25, original"})
    void aNetworkComesBackAsItWas(String backbone, String head) throws IOException {
        int size = switch (backbone) {
            case "mini", "resnet8" -> 32;
            case "alexnet" -> 96; // the last map has more than one position
            default -> backbone.startsWith("inception") ? 107 : 64;
        };
        CamModel model = OnnxComparison.trained(
                Networks.create(NetworkSpec.of(backbone, head, CLASSES).size(size, size)));
        Path file = folder.resolve("model.onnx");
        model.exportOnnx(file);

        CamModel read = UserNetworks.read(file, 0, 0);

        Nd4j.getRandom().setSeed(5);
        INDArray images = Nd4j.rand(DataType.FLOAT, 2, 3, size, size).muli(255);
        INDArray reference =
                Objects.requireNonNull(OnnxComparison.run(file, images).get("logits"));
        double imported = difference(read, images, reference);
        double exported = difference(model, images, reference);
        TABLE.add(String.format(Locale.ROOT, "%s,%s,%.1e,%.1e", backbone, head, exported, imported));
        assertThat(exported).isLessThan(TOLERANCE);
        assertThat(imported).isLessThan(TOLERANCE);
        assertThat(read.classNames()).isEqualTo(CLASSES);
        assertThat(read.provenance()).doesNotContainKey("note");
        assertSame(read.preprocessing(), model.preprocessing());
        Explainer before = Explainer.of(model.graph());
        assertThat(Explainer.of(read.graph()).possibleTaps()).contains(before.defaultTap());
        model.graph().close();
        read.graph().close();
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("largeBackbones")
    void aLargeNetworkComesBackAsItWas(String backbone) throws IOException {
        aNetworkComesBackAsItWas(backbone, Heads.ORIGINAL);
        aNetworkComesBackAsItWas(backbone, "gap");
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("variants")
    void aVariantComesBackAsItWas(String backbone) throws IOException {
        aLargeNetworkComesBackAsItWas(backbone);
    }

    /** Of the scores in front of softmax, as a part of the largest. */
    private static double difference(CamModel model, INDArray images, INDArray logits) {
        INDArray input = OnnxComparison.normalized(images, model.preprocessing());
        INDArray own = Explainer.of(model.graph())
                .explain(input, ClassSelection.same(0), Set.of(Signal.ACTIVATIONS))
                .logits();
        return OnnxComparison.difference(logits, own);
    }

    private static void assertSame(Preprocessing read, Preprocessing expected) {
        assertThat(read.channelOrder()).isEqualTo(expected.channelOrder());
        for (int i = 0; i < 3; i++) {
            assertThat(at(read.mean(), i)).isCloseTo(at(expected.mean(), i), within(1e-3));
            assertThat(at(read.std(), i)).isCloseTo(at(expected.std(), i), within(1e-3));
        }
    }

    private static double at(List<Double> values, int channel) {
        return values.get(values.size() == 1 ? 0 : channel);
    }
}
