package org.cam4j.training.backbone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.cam4j.layers.kernels.Kernels;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The papers' networks at the papers' size take a training step. */
class PaperSizeTest {
    @BeforeAll
    static void fastKernels() {
        Kernels.switchOn();
    }

    @ParameterizedTest
    @CsvSource({
        "vgg16, gap, conv6, 1024, 14",
        "vgg16, wide, wide, 512, 28",
        "vgg19, gap, conv6, 1024, 14",
        "mobilenet_v2, gap, conv_last, 1280, 7",
        "squeezenet1_0, original, conv10, 1000, 13",
        "squeezenet1_1, gap, fire9, 512, 13"
    })
    void takesAStepAtItsOwnSize(String backbone, String head, String tap, int channels, int side) throws IOException {
        CamModel model = Networks.create(NetworkSpec.of(backbone, head, CamModel.numberedClasses(1000)));
        ComputationGraph graph = model.graph();
        Nd4j.getRandom().setSeed(4);
        INDArray image = Nd4j.randn(
                DataType.FLOAT,
                1,
                3,
                model.preprocessing().height(),
                model.preprocessing().width());
        INDArray label = Nd4j.zeros(DataType.FLOAT, 1, 1000).putScalar(0, 7, 1);

        assertThat(graph.feedForward(image, false))
                .hasEntrySatisfying(tap, map -> assertThat(map.shape()).containsExactly(1, channels, side, side));
        graph.fit(new INDArray[] {image}, new INDArray[] {label});
        double first = graph.score();
        graph.fit(new INDArray[] {image}, new INDArray[] {label});
        assertThat(graph.score()).isFinite().isLessThan(first);
        graph.close();
    }
}
