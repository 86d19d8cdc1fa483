package org.cam4j.training.internal.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.layers.kernels.Kernels;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Every operator with each of its attributes, alone in a small network, against ONNX Runtime. The largest deviations go to {@code target/onnx-operators.csv}. */
class OnnxOperatorTest {
    private static final double TOLERANCE = 1e-4;
    private static final double STEP = 5e-4;
    private static final List<String> TABLE = new ArrayList<>();

    @TempDir
    private Path folder;

    @BeforeAll
    static void fastKernels() {
        Kernels.switchOn();
    }

    @AfterAll
    static void writeTable() throws IOException {
        Files.write(Files.createDirectories(Path.of("target")).resolve("onnx-operators.csv"), TABLE);
    }

    static Stream<Arguments> cases() {
        return OperatorCases.all().stream().map(operator -> Arguments.of(operator.name(), operator));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void anOperatorComputesWhatOnnxRuntimeDoes(String name, CaseList.Case operator) throws Exception {
        Path file = folder.resolve("model.onnx");
        Files.write(file, operator.model());
        double deviation = OnnxReference.deviation(file, OnnxFile.read(file, 0, 0), operator.shape());
        TABLE.add(String.format(Locale.ROOT, "%s,%.1e", name, deviation));
        assertThat(deviation).isLessThan(TOLERANCE);
    }

    /** The difference of two classes' scores along a random direction, by the network's own gradients and by differences. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void gradientsOfTheImagesAreRight(String name, CaseList.Case operator) throws Exception {
        Path file = Files.write(folder.resolve("model.onnx"), operator.model());
        ComputationGraph graph = OnnxFile.read(file, 0, 0).graph();
        INDArray images = OnnxReference.channelsFirst(OnnxReference.images(operator.shape()));
        INDArray direction = Nd4j.randn(images.shape());
        Explainer explainer = Explainer.of(graph);
        double own = explainer
                .imageGradients(images, 0, 0)
                .sub(explainer.imageGradients(images, 1, 1))
                .mul(direction)
                .sumNumber()
                .doubleValue();
        double difference =
                (margin(graph, images.add(direction.mul(STEP))) - margin(graph, images.sub(direction.mul(STEP))))
                        / (2 * STEP);
        assertThat(own).isCloseTo(difference, within(5e-3 + 0.05 * Math.abs(difference)));
    }

    private static double margin(ComputationGraph graph, INDArray images) {
        INDArray scores = Transforms.log(graph.output(false, images)[0], true);
        return scores.getColumn(0).sub(scores.getColumn(1)).sumNumber().doubleValue();
    }
}
