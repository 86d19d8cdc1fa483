package org.cam4j.evaluation.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AveragePrecisionTest {
    private static final double EXACT = 1e-12;

    @Test
    void theExampleOfScikitLearnsDocumentationGivesItsNumber() {
        assertThat(AveragePrecision.of(new double[] {0.1, 0.4, 0.35, 0.8}, new boolean[] {false, false, true, true}))
                .isCloseTo(0.5 * (1 + 2 / 3.0), within(EXACT)); // 0.83...
    }

    @Test
    void equalScoresAreOneThresholdInWhateverOrderTheyCome() {
        double expected = (1 + 2 / 3.0 + 3 / 4.0) / 3; // recall 1/3, 2/3, 1 at precision 1, 2/3, 3/4
        assertThat(AveragePrecision.of(new double[] {0.9, 0.5, 0.5, 0.2}, new boolean[] {true, false, true, true}))
                .isCloseTo(expected, within(EXACT));
        assertThat(AveragePrecision.of(new double[] {0.2, 0.5, 0.5, 0.9}, new boolean[] {true, true, false, true}))
                .isCloseTo(expected, within(EXACT));
        assertThat(AveragePrecision.of(new double[] {1, 1, 1, 1}, new boolean[] {true, false, false, false}))
                .as("one threshold: the share of positive images")
                .isCloseTo(0.25, within(EXACT));
    }

    @Test
    void theBestAndTheWorstOrder() {
        assertThat(AveragePrecision.of(new double[] {3, 2, 1, 0}, new boolean[] {true, true, false, false}))
                .isEqualTo(1);
        assertThat(AveragePrecision.of(new double[] {0, 1, 2, 3}, new boolean[] {true, true, false, false}))
                .isCloseTo((1 / 3.0 + 2 / 4.0) / 2, within(EXACT));
    }

    @Test
    void withoutAPositiveImageThereIsNone() {
        assertThat(AveragePrecision.of(new double[] {0.3, 0.1}, new boolean[2])).isNaN();
        assertThat(AveragePrecision.of(new double[0], new boolean[0])).isNaN();
    }

    @Test
    void aWeightCountsAnImageSeveralTimesOrNotAtAll() {
        AveragePrecision ranking =
                new AveragePrecision(new double[] {0.9, 0.8, 0.7}, new boolean[] {false, true, true});
        assertThat(ranking.of(new int[] {1, 2, 0}))
                .isEqualTo(AveragePrecision.of(new double[] {0.9, 0.8, 0.8}, new boolean[] {false, true, true}));
        assertThat(ranking.of(new int[] {3, 0, 0})).isNaN();
    }

    @Test
    void aScoreThatIsNoNumberRanksLast() {
        assertThat(AveragePrecision.of(new double[] {Double.NaN, 0.1}, new boolean[] {true, false}))
                .isEqualTo(0.5);
    }

    @Test
    void moreScoresThanLabelsAreRefused() {
        assertThatThrownBy(() -> AveragePrecision.of(new double[3], new boolean[2]))
                .hasMessageContaining("3 scores, but 2 labels");
    }
}
