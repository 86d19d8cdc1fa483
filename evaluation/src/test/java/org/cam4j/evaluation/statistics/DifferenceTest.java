package org.cam4j.evaluation.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DifferenceTest {
    private static final Bootstrap DRAWS = new Bootstrap(1000, 3);

    @Test
    void fewImagesDecideNothing() {
        Difference difference =
                Difference.paired(new double[] {0.5, 0.6}, new double[] {0.1, 0.2}, new Bootstrap(2000, 1));
        assertThat(difference.p()).isEqualTo(0.5);
        assertThat(difference.isDecided()).isFalse();
    }

    @Test
    void rightAndWrongAreTestedAsMcNemarDid() {
        double[] a = new double[40];
        double[] b = new double[40];
        Arrays.fill(a, 0, 2, 1); // 2 only a
        Arrays.fill(b, 2, 12, 1); // 10 only b
        Difference difference = Difference.paired(a, b, DRAWS);
        assertThat(difference.value()).isEqualTo(0.2);
        assertThat(difference.p()).isCloseTo(2 * (1 + 12 + 66) / 4096.0, within(1e-12)); // 12 coins, at most 2 heads
        assertThat(difference.low()).isBetween(0.02, 0.1);
        assertThat(difference.high()).isBetween(0.3, 0.4);
        assertThat(difference.isDecided()).isTrue();
    }

    @Test
    void theSameValuesAreNotDecided() {
        double[] same = {0.1, 0.2, 0.9};
        assertThat(Difference.paired(same, same, DRAWS)).isEqualTo(new Difference(0, 0, 0, 1));
        assertThat(Difference.paired(new double[] {1, 0}, new double[] {1, 0}, DRAWS)
                        .p())
                .isEqualTo(1);
    }

    @Test
    void pairsShowWhatIndependentImagesHide() {
        SplittableRandom random = new SplittableRandom(5);
        double[] a = random.doubles(200).toArray();
        double[] b = Arrays.stream(a)
                .map(value -> value + 0.01 + 0.01 * random.nextDouble())
                .toArray();
        Difference difference = Difference.paired(a, b, DRAWS);
        assertThat(difference.isDecided()).isTrue();
        assertThat(difference.low()).isGreaterThan(0.01);
        assertThat(difference.high()).isLessThan(0.02);
        assertThat(Difference.unpaired(value(a), value(b)).isDecided()).isFalse();
    }

    @Test
    void differentNumbersOfImagesAreNoPairs() {
        assertThatThrownBy(() -> Difference.paired(new double[1], new double[2], DRAWS))
                .hasMessageContaining("1 and 2 images");
    }

    private static MetricValue value(double[] values) {
        double mean = SeedInterval.mean(values);
        return new MetricValue(mean, mean - 0.04, mean + 0.04, ThresholdSource.NOTHING);
    }
}
