package org.cam4j.evaluation.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SeedIntervalTest {
    @Test
    void threeRunsTakeStudentsQuantileOfTwoDegrees() {
        SeedInterval interval = SeedInterval.of(new double[] {60, 61, 62});
        assertThat(interval.runs()).isEqualTo(3);
        assertThat(interval.mean()).isEqualTo(61);
        assertThat(interval.standardDeviation()).isCloseTo(1, within(1e-12));
        double half = 4.302652729749464 / Math.sqrt(3); // t(0.975, 2) in every table: 4.303
        assertThat(interval.low()).isCloseTo(61 - half, within(1e-6));
        assertThat(interval.high()).isCloseTo(61 + half, within(1e-6));
    }

    @Test
    void oneRunSaysNothingOfHowRunsDiffer() {
        assertThatThrownBy(() -> SeedInterval.of(new double[] {1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 runs; expected at least 2");
    }

    @Test
    void equalSpreadsGiveTheDegreesOfFreedomOfBoth() {
        Difference difference = SeedInterval.difference(new double[] {1, 2, 3}, new double[] {5, 6, 7});
        assertThat(difference.value()).isEqualTo(4);
        double half = 2.7764451051977987 * Math.sqrt(2.0 / 3); // t(0.975, 4)
        assertThat(difference.low()).isCloseTo(4 - half, within(1e-6));
        assertThat(difference.high()).isCloseTo(4 + half, within(1e-6));
        assertThat(difference.p()).isCloseTo(0.008049893, within(1e-6)); // t = 4.898979, 4 degrees of freedom
    }

    @Test
    void runsWithoutSpreadGiveNoWidth() {
        assertThat(SeedInterval.difference(new double[] {1, 1}, new double[] {1, 1}))
                .isEqualTo(new Difference(0, 0, 0, 1));
    }

    @Test
    void runsInPairsTakeTheSpreadOfTheirDifferences() {
        Difference difference = SeedInterval.pairedDifference(new double[] {50, 60, 70}, new double[] {51, 62, 73});
        assertThat(difference.value()).isEqualTo(2);
        double half = 4.302652729749464 / Math.sqrt(3); // t(0.975, 2), standard deviation 1
        assertThat(difference.low()).isCloseTo(2 - half, within(1e-6));
        assertThat(difference.p()).isCloseTo(0.0741799, within(1e-6)); // t = 3.464102, 2 degrees of freedom
        assertThat(SeedInterval.pairedDifference(new double[] {1, 2}, new double[] {1, 2})
                        .p())
                .isEqualTo(1);
        assertThatThrownBy(() -> SeedInterval.pairedDifference(new double[] {1, 2}, new double[] {1}))
                .hasMessageContaining("2 and 1 runs");
    }
}
