package org.cam4j.evaluation.boxes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class OtsuThresholdTest {
    @Test
    void twoGroupsAreSplitAtTheUpperEndOfTheLowerOne() {
        assertThat(OtsuThreshold.level(new byte[] {10, 12, 11, (byte) 200, (byte) 210}))
                .isEqualTo(12);
    }

    @Test
    void equalValuesGiveZero() {
        assertThat(OtsuThreshold.level(new byte[] {9, 9, 9})).isZero();
    }

    @Test
    void itIsTheGreatestVarianceBetweenTheClasses() {
        byte[] values = new byte[300];
        new Random(3).nextBytes(values);
        double best = -1;
        int expected = 0;
        for (int level = 0; level < 255; level++) {
            double variance = between(values, level);
            if (variance > best + 1e-6) {
                best = variance;
                expected = level;
            }
        }
        assertThat(OtsuThreshold.level(values)).isEqualTo(expected);
    }

    private static double between(byte[] values, int level) {
        double[] sum = new double[2];
        int[] count = new int[2];
        for (byte value : values) {
            int side = (value & 0xFF) > level ? 1 : 0;
            sum[side] += value & 0xFF;
            count[side]++;
        }
        if (count[0] == 0 || count[1] == 0) {
            return 0;
        }
        double distance = sum[0] / count[0] - sum[1] / count[1];
        return (double) count[0] * count[1] * distance * distance;
    }
}
