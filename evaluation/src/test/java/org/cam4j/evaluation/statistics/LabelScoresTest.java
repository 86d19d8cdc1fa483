package org.cam4j.evaluation.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class LabelScoresTest {
    /** Class 0 is ranked right, class 1 wrong way round in two of three, class 2 is shown by no image. */
    private static LabelScores scores() {
        LabelScores scores = new LabelScores(3);
        scores.add(new float[] {0.9f, 0.2f, 0.5f}, List.of(0, 1), List.of());
        scores.add(new float[] {0.1f, 0.8f, 0.4f}, List.of(), List.of());
        scores.add(new float[] {0.2f, 0.9f, 0.1f}, List.of(1), List.of(0));
        return scores;
    }

    @Test
    void aClassThatNoImageShowsIsLeftOutOfTheMean() {
        LabelScores.Result result = scores().result(Bootstrap.NO_INTERVALS);
        assertThat(result.classes().get(0).value().orElseThrow().value()).isEqualTo(100);
        double second = 100 * (1 + 2 / 3.0) / 2;
        assertThat(result.classes().get(1).value().orElseThrow().value()).isCloseTo(second, within(1e-9));
        assertThat(result.classes().get(2).value()).isEmpty();
        assertThat(result.classes()).extracting(LabelScores.OfClass::images).containsExactly(1, 2, 0);
        assertThat(result.mean().orElseThrow().value()).isCloseTo((100 + second) / 2, within(1e-9));
        assertThat(scores().mean()).isEqualTo(result.mean().orElseThrow().value());
    }

    @Test
    void anUnknownLabelCountsNeitherWay() {
        assertThat(scores().result(Bootstrap.NO_INTERVALS).classes())
                .extracting(LabelScores.OfClass::known)
                .containsExactly(2, 3, 3);
        LabelScores unknown = new LabelScores(1);
        unknown.add(new float[] {0.9f}, List.of(), List.of(0));
        unknown.add(new float[] {0.5f}, List.of(0), List.of());
        assertThat(unknown.mean()).isEqualTo(100);
    }

    @Test
    void theIntervalHoldsTheValue() {
        MetricValue mean = scores().result(Bootstrap.STANDARD).mean().orElseThrow();
        assertThat(mean.low()).isLessThanOrEqualTo(mean.value());
        assertThat(mean.high()).isGreaterThanOrEqualTo(mean.value());
        assertThat(mean.low()).isLessThan(mean.high());
    }

    @Test
    void withoutAnyImageThereIsNoMean() {
        assertThat(new LabelScores(2).mean()).isNaN();
    }
}
