package org.cam4j.training.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.training.head.Heads;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A dilated network is the published one between its positions too: at every second position their maps are the same. */
class DilationTest {
    @ParameterizedTest
    @CsvSource({"squeezenet1_0, 99, fire9, 9", "mobilenet_v2, 96, conv_last, 6"})
    void everySecondPositionIsThePublishedNetworks(String backbone, int size, String tap, int expected)
            throws IOException {
        INDArray image = Nd4j.rand(DataType.FLOAT, 1, 3, size, size);
        INDArray published = map(backbone, size, tap, image);
        INDArray dilated = map(backbone + "-dilated", size, tap, image);
        long rows = published.size(1);
        assertThat(dilated.size(1)).isEqualTo(expected);
        for (int channel = 0; channel < published.size(0); channel++) {
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < rows; j++) {
                    assertThat(dilated.getDouble(channel, 2 * i, 2 * j))
                            .isCloseTo(published.getDouble(channel, i, j), within(1e-4));
                }
            }
        }
    }

    private static INDArray map(String backbone, int size, String tap, INDArray image) throws IOException {
        CamModel model = Networks.create(NetworkSpec.of(backbone, Heads.ORIGINAL, List.of("cat", "dog"))
                .size(size, size)
                .seed(3));
        return Explainer.of(model.graph())
                .explain(image, ClassSelection.same(0), List.of(tap), EnumSet.of(Signal.ACTIVATIONS))
                .reading(0, 0, tap)
                .activations();
    }
}
