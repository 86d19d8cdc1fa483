package org.cam4j.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cam4j.experiments.report.LocalizationOutcome.LOCATED;
import static org.cam4j.experiments.report.LocalizationOutcome.TOO_LARGE;
import static org.cam4j.experiments.report.LocalizationOutcome.TOO_SMALL;
import static org.cam4j.experiments.report.LocalizationOutcome.WRONG_CLASS;
import static org.cam4j.experiments.report.LocalizationOutcome.WRONG_PART;

import org.cam4j.evaluation.Box;
import org.junit.jupiter.api.Test;

class LocalizationOutcomeTest {
    private static final Box TRUTH = new Box(50, 50, 149, 149);

    private static LocalizationOutcome of(int x0, int y0, int x1, int y1) {
        return LocalizationOutcome.of(true, new Box(x0, y0, x1, y1), TRUTH);
    }

    @Test
    void aBoxOfHalfTheTrueOneIsLocated() {
        assertThat(of(50, 50, 149, 99)).isEqualTo(LOCATED);
    }

    @Test
    void aPartOfTheObjectIsTooSmall() {
        assertThat(of(60, 60, 99, 99)).isEqualTo(TOO_SMALL);
    }

    @Test
    void theWholeImageIsTooLarge() {
        assertThat(of(0, 0, 223, 223)).isEqualTo(TOO_LARGE);
    }

    @Test
    void aBoxBesideOrOverTheEdgeIsAWrongPart() {
        assertThat(of(160, 160, 200, 200)).isEqualTo(WRONG_PART);
        assertThat(of(120, 50, 219, 149)).isEqualTo(WRONG_PART);
    }

    @Test
    void aWrongClassComesBeforeTheBox() {
        assertThat(LocalizationOutcome.of(false, TRUTH, TRUTH)).isEqualTo(WRONG_CLASS);
    }
}
