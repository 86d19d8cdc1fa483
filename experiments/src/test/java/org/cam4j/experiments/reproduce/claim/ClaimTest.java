package org.cam4j.experiments.reproduce.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.cam4j.experiments.papers.shared.Fixtures.measure;
import static org.cam4j.experiments.papers.shared.Fixtures.right;

import java.util.List;
import java.util.Map;
import org.cam4j.evaluation.metric.MetricKey;
import org.cam4j.experiments.papers.shared.Fixtures;
import org.cam4j.experiments.reproduce.run.RunResult;
import org.junit.jupiter.api.Test;

class ClaimTest {
    private static final Results ONE_RUN =
            results(Fixtures.result(false, 1, Map.of("low", right(30), "high", right(60), "near", right(31))));

    private static Results results(RunResult... runs) {
        return new Results(Map.of("run", List.of(runs)));
    }

    private static Verdict verdict(Claim claim, Results results) {
        return claim.judge().of(results).verdict();
    }

    @Test
    void aClearDifferenceIsDecidedAndOneImageIsNot() {
        assertThat(verdict(Claim.higher("a", measure("high"), measure("low")), ONE_RUN))
                .isEqualTo(Verdict.HOLDS);
        assertThat(verdict(Claim.higher("a", measure("low"), measure("high")), ONE_RUN))
                .isEqualTo(Verdict.DOES_NOT_HOLD);
        assertThat(verdict(Claim.lower("a", measure("low"), measure("high")), ONE_RUN))
                .isEqualTo(Verdict.HOLDS);
        assertThat(verdict(Claim.higher("a", measure("near"), measure("low")), ONE_RUN))
                .isEqualTo(Verdict.NOT_DECIDED);
    }

    @Test
    void similarMeansThatTheWholeIntervalIsWithinTheMargin() {
        assertThat(verdict(Claim.similar("a", measure("low"), measure("near"), 5), ONE_RUN))
                .isEqualTo(Verdict.HOLDS);
        assertThat(verdict(Claim.similar("a", measure("low"), measure("high"), 5), ONE_RUN))
                .isEqualTo(Verdict.DOES_NOT_HOLD);
        assertThat(verdict(Claim.similar("a", measure("low"), measure("near"), 1), ONE_RUN))
                .isEqualTo(Verdict.NOT_DECIDED);
    }

    @Test
    void aDifferenceOverImagesThatSeedsDoNotBearOutIsNotDecided() {
        Results seeds = results(
                Fixtures.result(false, 1, Map.of("low", right(30), "high", right(95))),
                Fixtures.result(false, 2, Map.of("low", right(30), "high", right(31))));
        assertThat(seeds.contrast(measure("low"), measure("high")).images().isDecided())
                .isTrue();
        assertThat(verdict(Claim.higher("a", measure("high"), measure("low")), seeds))
                .isEqualTo(Verdict.NOT_DECIDED);
    }

    @Test
    void severalSeedsThatAgreeDecide() {
        Results seeds = results(
                Fixtures.result(false, 1, Map.of("low", right(30), "high", right(60))),
                Fixtures.result(false, 2, Map.of("low", right(31), "high", right(62))),
                Fixtures.result(false, 3, Map.of("low", right(30), "high", right(61))));
        assertThat(verdict(Claim.higher("a", measure("high"), measure("low")), seeds))
                .isEqualTo(Verdict.HOLDS);
        assertThat(seeds.estimate(measure("high")).runs()).isEqualTo(3);
        assertThat(seeds.estimate(measure("high")).value()).isEqualTo(61);
    }

    @Test
    void seedsThatDoNotMatterLeaveTheIntervalOverImages() {
        Results seeds = results(
                Fixtures.result(false, 1, Map.of("high", right(60))),
                Fixtures.result(false, 2, Map.of("high", right(60))));
        assertThat(seeds.estimate(measure("high")).low()).isLessThan(60);
        assertThat(seeds.estimate(measure("high")).high()).isGreaterThan(60);
        assertThat(verdict(Claim.above("a", measure("high"), 59.9), seeds)).isEqualTo(Verdict.NOT_DECIDED);
    }

    @Test
    void aComparisonOfNetworksThatHaveNotLearnedIsVoid() {
        Claim claim = Claim.higher("a", measure("high"), measure("low")).provided(measure("low"), 50);
        Claim.Judgment judgment = claim.judge().of(ONE_RUN);
        assertThat(judgment.verdict()).isEqualTo(Verdict.NOT_DECIDED);
        assertThat(judgment.reason()).startsWith("void, ").contains("30.00");
    }

    @Test
    void everyNetworkOfAClaimMustHaveLearned() {
        Claim claim =
                Claim.higher("a", new MetricRef("first", "cam", "score"), new MetricRef("second", "cam", "score"));
        assertThat(claim.judgment(learned(60, 40)).reason()).startsWith("void").contains("second, cam, top1_cls is 40");
        assertThat(claim.judgment(learned(40, 60)).reason()).startsWith("void").contains("first, cam, top1_cls is 40");
        assertThat(claim.judgment(learned(60, 55)).verdict()).isEqualTo(Verdict.HOLDS);
    }

    @Test
    void aClaimAboutAccuraciesIsVoidOnlyWhereNoNetworkHasLearned() {
        MetricRef first = new MetricRef("first", "cam", MetricKey.TOP1_CLS);
        MetricRef second = new MetricRef("second", "cam", MetricKey.TOP1_CLS);
        Claim alike = Claim.similar("a", first, second, 1);
        assertThat(alike.judgment(learned(90, 20)).verdict()).isEqualTo(Verdict.DOES_NOT_HOLD);
        assertThat(alike.judgment(learned(40, 20)).reason()).startsWith("void");
        assertThat(Claim.above("a", second, 50).judgment(learned(90, 20)).verdict())
                .isEqualTo(Verdict.DOES_NOT_HOLD);
    }

    /** Two networks, of which the first has the higher score, with these accuracies. */
    private static Results learned(int first, int second) {
        return new Results(Map.of(
                "first", List.of(Fixtures.result(false, 1, Map.of("score", right(90), "top1_cls", right(first)))),
                "second", List.of(Fixtures.result(false, 1, Map.of("score", right(30), "top1_cls", right(second))))));
    }

    @Test
    void aComparisonOfNetworksThatErrTooOftenIsVoid() {
        Claim claim = Claim.higher("a", measure("high"), measure("low"));
        assertThat(verdict(claim.providedAtMost(measure("high"), 50), ONE_RUN)).isEqualTo(Verdict.NOT_DECIDED);
        assertThat(verdict(claim.providedAtMost(measure("low"), 50), ONE_RUN)).isEqualTo(Verdict.HOLDS);
    }

    @Test
    void severalStatementsHoldWhereAllDo() {
        Claim holds = Claim.higher("a", measure("high"), measure("low"));
        Claim open = Claim.higher("b", measure("near"), measure("low"));
        Claim fails = Claim.higher("c", measure("low"), measure("high"));
        assertThat(verdict(Claim.all("all", List.of(holds, holds)), ONE_RUN)).isEqualTo(Verdict.HOLDS);
        assertThat(verdict(Claim.all("all", List.of(holds, open)), ONE_RUN)).isEqualTo(Verdict.NOT_DECIDED);
        assertThat(verdict(Claim.all("all", List.of(open, fails)), ONE_RUN)).isEqualTo(Verdict.DOES_NOT_HOLD);
    }

    @Test
    void aMeasureThatNobodyMadeIsNamed() {
        assertThatThrownBy(() -> ONE_RUN.estimate(new MetricRef("run", "cam", "absent")))
                .hasMessageContaining("'absent'")
                .hasMessageContaining("near");
        assertThat(ONE_RUN.has(new MetricRef("other", "cam", "low"))).isFalse();
    }
}
