package org.cam4j.evaluation.maps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.metric.GoldenVectorsTest;
import org.junit.jupiter.api.Test;

/** That every bit is the reference's follows from {@link GoldenVectorsTest}; here is what can be computed by hand. */
class BicubicResizeTest {
    @Test
    void theSameSizeIsTheSameMap() {
        ScoreMap map = new ScoreMap(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
        assertThat(BicubicResize.resize(map, 2, 3)).isSameAs(map);
    }

    @Test
    void twiceTheSizeUsesTheQuarterWeights() {
        ScoreMap row = new ScoreMap(new double[] {0, 0, 1, 0, 0}, 1, 5);
        double[] result = BicubicResize.resize(row, 1, 10).values();
        // a = -0.75 at distances 0.25, 0.75, 1.25, 1.75
        assertThat(result[4]).isEqualTo(0.87890625, within(1e-15));
        assertThat(result[3]).isEqualTo(0.26171875, within(1e-15));
        assertThat(result[2]).isEqualTo(-0.10546875, within(1e-15));
        assertThat(result[1]).isEqualTo(-0.03515625, within(1e-15));
        assertThat(result[0]).isZero();
        assertThat(result[9]).isZero();
    }

    @Test
    void theBorderIsReplicated() {
        ScoreMap map = new ScoreMap(new double[] {7, 7, 7, 7}, 2, 2);
        assertThat(BicubicResize.resize(map, 8, 8).values()).containsOnly(7);
    }

    @Test
    void rowsAndColumnsAreNotMixedUp() {
        ScoreMap map = new ScoreMap(new double[] {0, 1, 0, 1, 0, 1}, 3, 2);
        double[] result = BicubicResize.resize(map, 6, 4).values();
        for (int y = 1; y < 6; y++) {
            for (int x = 0; x < 4; x++) {
                assertThat(result[4 * y + x]).isEqualTo(result[x]);
            }
        }
    }
}
