package org.cam4j.layers.cam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class TapReadingTest {
    private final INDArray activations =
            Nd4j.linspace(1, 30, 30, DataType.DOUBLE).reshape(3, 2, 5);

    @Test
    void gradientsOfAnotherShapeAreRefused() {
        assertThatThrownBy(() -> new TapReading("block5", activations, Nd4j.zeros(3, 2, 4), null))
                .hasMessage(
                        "Tap 'block5': activations [3, 2, 5] and gradients [3, 2, 4] must have the same shape [C, h, w].");
    }

    @Test
    void aBatchIsRefused() {
        assertThatThrownBy(() -> new TapReading("block5", Nd4j.zeros(1, 3, 2, 5), null, null))
                .hasMessageContaining("[1, 3, 2, 5]")
                .hasMessageContaining("[C, h, w]");
    }

    @Test
    void oneWeightPerChannelIsNeeded() {
        assertThatThrownBy(() -> new TapReading("block5", activations, null, Nd4j.zeros(4)))
                .hasMessageContaining("class weights [4]");
    }

    @Test
    void whatWasNotReadIsNamed() {
        TapReading reading = new TapReading("block5", activations, null, null);
        assertThat(reading.has(Signal.GRADIENTS)).isFalse();
        assertThatThrownBy(reading::gradients).hasMessageContaining("GRADIENTS");
    }

    @Test
    void weightedSumAgreesWithLoops() {
        TapReading reading = new TapReading("block5", activations, null, null);
        INDArray sum = reading.weightedSum(Nd4j.create(new double[] {2, -1, 0.5}));
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 5; j++) {
                double expected = 2 * activations.getDouble(0, i, j)
                        - activations.getDouble(1, i, j)
                        + 0.5 * activations.getDouble(2, i, j);
                assertThat(sum.getDouble(i, j)).isEqualTo(expected);
            }
        }
    }
}
