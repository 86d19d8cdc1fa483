package org.cam4j.training.wsol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One training step of every rival on the paper's network, at its size. */
class WsolMethodVggTest {
    private static final int SIZE = 224;
    private static final int BATCH = 2;

    static List<WsolMethod> rivals() {
        return WsolMethods.all();
    }

    @ParameterizedTest
    @MethodSource("rivals")
    @Tag("slow")
    void vgg16TakesAStep(WsolMethod rival) throws IOException {
        Kernels.switchOn();
        WsolConfig choice = WsolConfig.of(rival);
        CamModel plain = Networks.create(NetworkSpec.of("vgg16", rival.head("gap"), List.of("one", "two", "three")));
        CamModel network = choice.network(plain, 1);
        TrainingGraph training = choice.training(network, 1);
        ComputationGraph graph = training.graph();
        INDArray before = graph.getLayer("conv3_1").getParam("W").dup();
        Nd4j.getRandom().setSeed(3);
        INDArray images = Nd4j.randn(DataType.FLOAT, BATCH, 3, SIZE, SIZE);
        TrainingGraph.Inputs feed =
                training.feed(images, new int[] {2, 2}, new float[][] {{0, 0, 1}, {0, 0, 1}}, new Random(1));
        graph.fit(feed.inputs().toArray(INDArray[]::new), feed.labels().toArray(INDArray[]::new));
        assertThat(graph.score()).isFinite();
        INDArray change = graph.getLayer("conv3_1").getParam("W").sub(before);
        assertThat(change.amaxNumber().doubleValue()).isPositive().isFinite();
        graph.close();
    }
}
