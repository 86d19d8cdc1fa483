package org.cam4j.evaluation.maps;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NormalizerTest {
    /** -2, -1, ..., 17. */
    private static double[] ramp() {
        double[] ramp = new double[20];
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = i - 2;
        }
        return ramp;
    }

    @Test
    void minmaxReachesFromZeroToOne() {
        assertThat(Normalizer.MINMAX.apply(new double[] {-1, 0, 3})).containsExactly(0, 0.25, 1);
    }

    @Test
    void maxDropsNegativeValues() {
        assertThat(Normalizer.MAX.apply(new double[] {-1, 1, 4})).containsExactly(0, 0.25, 1);
    }

    @Test
    void pasDividesByTheQuantileOfTheShiftedMap() {
        double[] result = Normalizer.PAS.apply(ramp());
        assertThat(result[9]).isEqualTo(9.0 / 18);
        assertThat(result[18]).isEqualTo(1);
        assertThat(result[19]).isEqualTo(1);
    }

    @Test
    void ivrSubtractsTheQuantile() {
        double[] result = Normalizer.IVR.apply(ramp());
        assertThat(result[9]).isZero();
        assertThat(result[10]).isEqualTo(1.0 / 10);
        assertThat(result[19]).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void theInputStaysAsItIs(Normalizer normalizer) {
        double[] map = ramp();
        normalizer.apply(map);
        assertThat(map).isEqualTo(ramp());
    }

    @ParameterizedTest
    @EnumSource
    void anOverflowGivesZeros(Normalizer normalizer) {
        double[] map = {-Double.MAX_VALUE, -Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE};
        assertThat(normalizer.apply(map)).doesNotContain(Double.NaN, Double.POSITIVE_INFINITY);
    }
}
