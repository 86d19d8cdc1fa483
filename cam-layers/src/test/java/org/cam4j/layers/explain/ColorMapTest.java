package org.cam4j.layers.explain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ColorMapTest {
    @Test
    void endsAreThoseOfTheScales() {
        near(ColorMap.VIRIDIS.rgb(0), 0x440154);
        near(ColorMap.VIRIDIS.rgb(0.5), 0x21918C);
        near(ColorMap.VIRIDIS.rgb(1), 0xFDE725);
        assertThat(ColorMap.JET.rgb(0)).isEqualTo(0x000080);
        assertThat(ColorMap.JET.rgb(1)).isEqualTo(0x800000);
    }

    @Test
    void viridisGetsBrighterAllTheWayAndTheOthersDoNot() {
        assertThat(darkeningSteps(ColorMap.VIRIDIS)).isZero();
        assertThat(darkeningSteps(ColorMap.TURBO)).isPositive();
        assertThat(darkeningSteps(ColorMap.JET)).isPositive();
    }

    @Test
    void scoresOutsideAreClipped() {
        for (ColorMap colors : ColorMap.values()) {
            assertThat(colors.rgb(-3)).isEqualTo(colors.rgb(0));
            assertThat(colors.rgb(7)).isEqualTo(colors.rgb(1));
        }
    }

    private static int darkeningSteps(ColorMap colors) {
        int steps = 0;
        for (int i = 1; i <= 100; i++) {
            steps += luminance(colors.rgb(i / 100.0)) < luminance(colors.rgb((i - 1) / 100.0)) ? 1 : 0;
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
