package org.cam4j.experiments.report.picture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ColorsTest {
    @Test
    void endsAreThoseOfTheScales() {
        near(Colors.VIRIDIS.of(0), 0x440154);
        near(Colors.VIRIDIS.of(0.5), 0x21918C);
        near(Colors.VIRIDIS.of(1), 0xFDE725);
        assertThat(Colors.JET.of(0)).isEqualTo(0x000080);
        assertThat(Colors.JET.of(1)).isEqualTo(0x800000);
    }

    @Test
    void viridisGetsBrighterAllTheWayAndTheOthersDoNot() {
        assertThat(darkeningSteps(Colors.VIRIDIS)).isZero();
        assertThat(darkeningSteps(Colors.TURBO)).isPositive();
        assertThat(darkeningSteps(Colors.JET)).isPositive();
    }

    @Test
    void scoresOutsideAreClipped() {
        for (Colors colours : Colors.values()) {
            assertThat(colours.of(-3)).isEqualTo(colours.of(0));
            assertThat(colours.of(7)).isEqualTo(colours.of(1));
        }
    }

    private static int darkeningSteps(Colors colours) {
        int steps = 0;
        for (int i = 1; i <= 100; i++) {
            steps += luminance(colours.of(i / 100.0)) < luminance(colours.of((i - 1) / 100.0)) ? 1 : 0;
        }
        return steps;
    }

    private static double luminance(int rgb) {
        return 0.2126 * (rgb >> 16 & 255) + 0.7152 * (rgb >> 8 & 255) + 0.0722 * (rgb & 255);
    }

    private static void near(int found, int expected) {
        for (int shift = 0; shift <= 16; shift += 8) {
            assertThat(Math.abs((found >> shift & 255) - (expected >> shift & 255)))
                    .as("%06x, expected %06x", found, expected)
                    .isLessThanOrEqualTo(6);
        }
    }
}
