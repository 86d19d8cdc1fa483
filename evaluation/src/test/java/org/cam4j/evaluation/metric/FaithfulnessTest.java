package org.cam4j.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.protocol.PerturbationScores;
import org.cam4j.evaluation.scoring.Evaluation;
import org.cam4j.evaluation.scoring.Samples;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.junit.jupiter.api.Test;

class FaithfulnessTest {
    private static final PerturbationScores HALVED =
            new PerturbationScores(0.8, 0.4, new double[] {0, 0.4, 0.8}, new double[] {0.8, 0.2, 0.1});
    private static final PerturbationScores RAISED =
            new PerturbationScores(0.5, 0.6, new double[] {0.1, 0.3, 0.5}, new double[] {0.5, 0.5, 0.1});

    @Test
    void valuesAreThoseOfTheDefinitions() {
        Evaluation.Result result = evaluate(HALVED, RAISED);
        assertThat(value(result, "average_drop")).isCloseTo((50.0 + 0) / 2, within(1e-12));
        assertThat(value(result, "increase_in_confidence")).isEqualTo(50);
        assertThat(value(result, "insertion_auc")).isCloseTo((40.0 + 30) / 2, within(1e-12));
        assertThat(value(result, "deletion_auc")).isCloseTo((32.5 + 40) / 2, within(1e-12));
    }

    @Test
    void equalConfidenceIsNoIncrease() {
        Evaluation.Result result = evaluate(new PerturbationScores(0.5, 0.5, new double[2], new double[2]));
        assertThat(value(result, "increase_in_confidence")).isZero();
        assertThat(value(result, "average_drop")).isZero();
    }

    @Test
    void whereTheClassHasNoProbabilityNothingDrops() {
        assertThat(value(evaluate(new PerturbationScores(0, 0, new double[2], new double[2])), "average_drop"))
                .isZero();
    }

    @Test
    void anOutputThatIsNoProbabilityLeavesTheImageOut() {
        for (double output : new double[] {Double.NaN, 3, -0.5}) {
            Evaluation.Result result =
                    evaluate(HALVED, new PerturbationScores(0.5, 0.5, new double[] {0.1, output}, new double[2]));
            assertThat(result.images()).isEqualTo(1);
            assertThat(result.skipped()).singleElement().satisfies(skipped -> {
                assertThat(skipped.id()).isEqualTo("image1");
                assertThat(skipped.reason()).contains(String.valueOf(output), "expected a probability");
            });
        }
    }

    @Test
    void withoutConfidencesThereAreNoKeys() {
        Evaluation evaluation = new Evaluation(Metrics.all(), new Bootstrap(10, 1));
        evaluation.add(EvaluatedImage.of(Samples.of("a", 0, 0, 0, List.of())));
        assertThat(evaluation.finish().metrics())
                .doesNotContainKeys("average_drop", "increase_in_confidence", "insertion_auc", "deletion_auc");
    }

    @Test
    void aCurveHasAtLeastTwoPoints() {
        assertThatThrownBy(() -> new PerturbationScores(0, 0, new double[1], new double[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 and 2 points");
    }

    private static Evaluation.Result evaluate(PerturbationScores... confidences) {
        Evaluation evaluation = new Evaluation(Metrics.all(), new Bootstrap(10, 1));
        for (int i = 0; i < confidences.length; i++) {
            evaluation.add(EvaluatedImage.of(Samples.of("image" + i, 0, 0, 0, List.of()))
                    .withConfidences(confidences[i]));
        }
        return evaluation.finish();
    }

    private static double value(Evaluation.Result result, String key) {
        return Objects.requireNonNull(result.metrics().get(key), key).value();
    }
}
