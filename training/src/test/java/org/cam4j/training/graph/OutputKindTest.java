package org.cam4j.training.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

class OutputKindTest {
    private static final int SIZE = 32;
    private static final List<String> CLASSES = List.of("cat", "dog");

    @BeforeAll
    static void fastKernels() {
        Kernels.switchOn();
    }

    @ParameterizedTest
    @CsvSource({
        "mini, gap, SOFTMAX, 2",
        "mini, gap, SIGMOID, 1",
        "mini, original, SIGMOID, 1",
        "mini, wide, SIGMOID, 1",
        "mini, wide@maps, SIGMOID, 1",
        "squeezenet1_1, original, SIGMOID, 1",
        "mini, gap, MULTI_LABEL, 2",
        "mini, wide@maps, MULTI_LABEL, 2",
        "mini, gap, REGRESSION, 2"
    })
    void aNetworkEndsInWhatItWasAskedForAndItsLossIsDeeplearning4js(
            String backbone, String head, OutputKind kind, int outputs) throws IOException {
        CamModel model = Networks.create(
                NetworkSpec.of(backbone, head, CLASSES).size(SIZE, SIZE).output(kind));
        INDArray images = Nd4j.rand(DataType.FLOAT, 3, 3, SIZE, SIZE);
        INDArray found = model.graph().outputSingle(images);
        assertThat(model.outputKind()).isEqualTo(kind);
        assertThat(found.shape()).containsExactly(3, outputs);
        assertThat(kind.classes(outputs)).isEqualTo(CLASSES.size());

        float[][] targets = {{1, 0}, {0, 1}, {0, 1}};
        float[][] values = kind.ofClasses(found.toFloatMatrix());
        INDArray expected = Nd4j.createFromArray(kind.ofOutputs(targets));
        assertThat(values[0]).hasSize(CLASSES.size());
        assertThat(kind.loss(values, targets) / 3)
                .isCloseTo(model.graph().score(new DataSet(images, expected), false), within(1e-5));
    }

    @Test
    void theTwoSidesOfASigmoidAddUpToOne() {
        assertThat(OutputKind.SIGMOID.ofClasses(new float[][] {{0.75f}})).isDeepEqualTo(new float[][] {{0.25f, 0.75f}});
        assertThat(OutputKind.SIGMOID.ofOutputs(new float[][] {{0.25f, 0.75f}})).isDeepEqualTo(new float[][] {{0.75f}});
    }

    @Test
    void oneSigmoidIsForTwoClasses() {
        assertThatThrownBy(() -> Networks.create(
                        NetworkSpec.of("mini", "gap", List.of("a", "b", "c")).output(OutputKind.SIGMOID)))
                .hasMessage("One sigmoid tells 2 classes apart, found 3; use softmax or multi-label.");
    }

    @Test
    void theIdsAreThoseOfTheCommandLine() {
        for (OutputKind kind : OutputKind.values()) {
            assertThat(OutputKind.byId(kind.id())).isEqualTo(kind);
        }
        assertThatThrownBy(() -> OutputKind.byId("tanh"))
                .hasMessage("There is no output 'tanh'; expected one of softmax, sigmoid, multi-label, regression.");
    }

    @Test
    void probabilitiesArePercentsAndNumbersAreNumbers() {
        assertThat(OutputKind.SIGMOID.text(0.873)).isEqualTo("87.3 %");
        assertThat(OutputKind.REGRESSION.text(-12.3456)).isEqualTo("-12.35");
    }
}
