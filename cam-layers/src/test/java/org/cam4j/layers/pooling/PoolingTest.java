package org.cam4j.layers.pooling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.cam4j.layers.pooling.WeightedGlobalAveragePooling.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Pooled values and gradients against the formulas, written as loops over one map. */
class PoolingTest {

    static Stream<Arguments> poolingsAndLoops() {
        return Stream.of(
                Arguments.of(new GlobalAveragePooling(), loop(PoolingTest::mean)),
                Arguments.of(
                        new GlobalMaxPooling(),
                        loop(map -> Arrays.stream(map).max().orElseThrow())),
                Arguments.of(new LogSumExpPooling(), loop(map -> logSumExp(map, 10))),
                Arguments.of(new LogSumExpPooling(0.5), loop(map -> logSumExp(map, 0.5))),
                Arguments.of(new WeightedGlobalAveragePooling(), loop(map -> weighted(map, 1) / map.length)),
                Arguments.of(new WeightedGlobalAveragePooling(0.2, Scale.ONE), loop(map -> weighted(map, 0.2))),
                Arguments.of(new ThresholdedAveragePooling(), loop(map -> thresholded(map, 0.1))),
                Arguments.of(new ThresholdedAveragePooling(0.6), loop(map -> thresholded(map, 0.6))));
    }

    private static ToDoubleFunction<double[]> loop(ToDoubleFunction<double[]> pooling) {
        return pooling;
    }

    @ParameterizedTest
    @MethodSource("poolingsAndLoops")
    void everyMapIsPooledByTheFormula(MapPooling pooling, ToDoubleFunction<double[]> loop) {
        Nd4j.getRandom().setSeed(3);
        INDArray maps = Nd4j.randn(DataType.FLOAT, 40, 7 * 5);
        double[] pooled = pooling.pool(maps).toDoubleVector();
        for (int row = 0; row < pooled.length; row++) {
            double expected = loop.applyAsDouble(maps.getRow(row).toDoubleVector());
            assertThat(pooled[row]).isCloseTo(expected, within(1e-5));
        }
    }

    @Test
    void weightedGradientFollowsTheFormula() {
        double temperature = 0.7;
        Nd4j.getRandom().setSeed(4);
        INDArray maps = Nd4j.randn(DataType.DOUBLE, 6, 12);
        INDArray outputGradient = Nd4j.randn(DataType.DOUBLE, 6, 1);
        INDArray gradient = Nd4j.create(DataType.DOUBLE, 6, 12);
        new WeightedGlobalAveragePooling(temperature, Scale.ONE_OVER_AREA).backward(maps, outputGradient, gradient);
        for (int row = 0; row < 6; row++) {
            double[] map = maps.getRow(row).toDoubleVector();
            double[] weights = softmax(map, temperature);
            double mean = weighted(map, temperature);
            for (int i = 0; i < map.length; i++) {
                double expected = weights[i] * (1 + (map[i] - mean) / temperature) / map.length;
                assertThat(gradient.getDouble(row, i))
                        .isCloseTo(outputGradient.getDouble(row) * expected, within(1e-12));
            }
        }
    }

    @Test
    void theMaximumsGradientGoesToTheFirstOfEqualPositionsAlone() {
        INDArray maps = Nd4j.createFromArray(new float[][] {{1, 5, 2, 5}, {0, 0, 0, 0}, {-3, -1, -1, -2}});
        INDArray gradient = Nd4j.valueArrayOf(new long[] {3, 4}, Double.NaN, DataType.FLOAT);
        new GlobalMaxPooling().backward(maps, Nd4j.createFromArray(new float[][] {{2}, {3}, {4}}), gradient);
        assertThat(gradient.toFloatMatrix()).isDeepEqualTo(new float[][] {{0, 2, 0, 0}, {3, 0, 0, 0}, {0, 4, 0, 0}});
    }

    @Test
    void theFirstOfEqualMaximaIsFoundInLargeMaps() {
        INDArray maps = Nd4j.zeros(DataType.FLOAT, 2, 300_000);
        maps.putScalar(0, 170_000, 1).putScalar(0, 290_000, 1);
        INDArray gradient = maps.ulike();
        new GlobalMaxPooling().backward(maps, Nd4j.ones(DataType.FLOAT, 2, 1), gradient);
        assertThat(gradient.getDouble(0, 170_000)).isOne();
        assertThat(gradient.getDouble(1, 0)).isOne();
        assertThat(gradient.sumNumber().doubleValue()).isEqualTo(2);
    }

    @Test
    void anEmptyThresholdedMapGivesZeroAndNoGradient() {
        INDArray maps = Nd4j.createFromArray(new float[][] {{0, 0, 0}, {-1, -2, -3}});
        ThresholdedAveragePooling pooling = new ThresholdedAveragePooling();
        assertThat(pooling.pool(maps).toFloatVector()).containsExactly(0, 0);
        INDArray gradient = maps.ulike();
        pooling.backward(maps, Nd4j.ones(DataType.FLOAT, 2, 1), gradient);
        assertThat(gradient.toFloatMatrix()).isDeepEqualTo(new float[][] {{0, 0, 0}, {0, 0, 0}});
    }

    @ParameterizedTest
    @ValueSource(doubles = {1000, -1000})
    void hugeFeaturesDoNotOverflow(double size) {
        INDArray maps = Nd4j.createFromArray(new float[][] {{(float) size, (float) size - 1, (float) size - 50}});
        for (MapPooling pooling : new MapPooling[] {
            new LogSumExpPooling(), new WeightedGlobalAveragePooling(1, Scale.ONE), new GlobalAveragePooling()
        }) {
            assertThat(pooling.pool(maps).getDouble(0)).isCloseTo(size, within(20.0));
            INDArray gradient = maps.ulike();
            pooling.backward(maps, Nd4j.ones(DataType.FLOAT, 1, 1), gradient);
            assertThat(gradient.sumNumber().doubleValue())
                    .as(pooling.toString())
                    .isCloseTo(1, within(1e-4));
        }
    }

    @Test
    void effectivePositionsCountWhatTheWeightsSpreadOver() {
        INDArray maps = Nd4j.zeros(DataType.FLOAT, 1, 3, 2, 5);
        maps.putScalar(0, 1, 1, 3, 1000); // one position has it all
        maps.putScalar(0, 2, 0, 0, 1000);
        maps.putScalar(0, 2, 1, 4, 1000); // two share it
        float[] positions =
                WeightedGlobalAveragePooling.effectivePositions(maps, 1).toFloatVector();
        assertThat(positions[0]).isCloseTo(10, within(1e-4f));
        assertThat(positions[1]).isCloseTo(1, within(1e-5f));
        assertThat(positions[2]).isCloseTo(2, within(1e-5f));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void settingsWithoutMeaningAreRefused(double value) {
        assertThatThrownBy(() -> new LogSumExpPooling(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found sharpness " + value);
        assertThatThrownBy(() -> new WeightedGlobalAveragePooling(value, Scale.ONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found temperature " + value);
        assertThatThrownBy(() -> new ThresholdedAveragePooling(value == 0 ? 1 : value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected at least 0 and below 1");
    }

    private static double mean(double[] map) {
        return Arrays.stream(map).average().orElseThrow();
    }

    private static double logSumExp(double[] map, double sharpness) {
        return Math.log(Arrays.stream(map)
                                .map(value -> Math.exp(sharpness * value))
                                .sum()
                        / map.length)
                / sharpness;
    }

    private static double[] softmax(double[] map, double temperature) {
        double sum =
                Arrays.stream(map).map(value -> Math.exp(value / temperature)).sum();
        return Arrays.stream(map)
                .map(value -> Math.exp(value / temperature) / sum)
                .toArray();
    }

    private static double weighted(double[] map, double temperature) {
        double[] weights = softmax(map, temperature);
        double sum = 0;
        for (int i = 0; i < map.length; i++) {
            sum += map[i] * weights[i];
        }
        return sum;
    }

    private static double thresholded(double[] map, double threshold) {
        double limit = threshold * Arrays.stream(map).max().orElseThrow();
        return Arrays.stream(map).filter(value -> value > limit).average().orElse(0);
    }
}
