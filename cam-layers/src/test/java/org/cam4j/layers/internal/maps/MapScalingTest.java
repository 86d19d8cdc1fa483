package org.cam4j.layers.internal.maps;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class MapScalingTest {
    private final INDArray maps = Nd4j.linspace(1, 24, 24, DataType.DOUBLE).reshape(2, 3, 4);

    @Test
    void theSameSizeIsACopy() {
        INDArray same = MapScaling.resize(maps, 3, 4);
        assertThat(same).isEqualTo(maps).isNotSameAs(maps);
    }

    @Test
    void twiceTheSizeTakesQuartersOfTheNeighbors() {
        INDArray row = Nd4j.create(new double[] {0, 4, 8}).reshape(1, 1, 3);
        assertThat(MapScaling.resize(row, 2, 6).slice(0).getRow(1).toDoubleVector())
                .containsExactly(0, 1, 3, 5, 7, 8);
    }

    @Test
    void aPlaneStaysAPlaneAwayFromTheBorder() {
        INDArray large = MapScaling.resize(maps, 9, 12);
        assertThat(large.shape()).containsExactly(2, 9, 12);
        assertThat(large.getDouble(1, 4, 4)).isEqualTo(maps.getDouble(1, 1, 1));
        assertThat(large.getDouble(0, 4, 6) - large.getDouble(0, 4, 5))
                .isCloseTo(1 / 3.0, org.assertj.core.api.Assertions.within(1e-12));
        assertThat(large.getDouble(0, 0, 0)).isEqualTo(1);
    }

    @Test
    void aSinglePositionFillsTheMap() {
        INDArray one = Nd4j.create(new double[] {7}).reshape(1, 1, 1);
        assertThat(MapScaling.resize(one, 2, 3).toString())
                .isEqualTo(Nd4j.valueArrayOf(new long[] {1, 2, 3}, 7.0, DataType.DOUBLE)
                        .toString());
    }

    @Test
    void minMaxOfAConstantMapIsZero() {
        assertThat(MapScaling.minMax(Nd4j.ones(2, 2)).ameanNumber().doubleValue())
                .isZero();
        assertThat(MapScaling.minMax(maps).minNumber().doubleValue()).isZero();
        assertThat(MapScaling.minMax(maps).maxNumber().doubleValue()).isEqualTo(1);
    }
}
