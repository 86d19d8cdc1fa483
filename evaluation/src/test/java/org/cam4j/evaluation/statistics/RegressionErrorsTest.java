package org.cam4j.evaluation.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RegressionErrorsTest {
    @Test
    void theExampleOfScikitLearnsDocumentationGivesItsNumbers() {
        RegressionErrors errors = new RegressionErrors();
        double[] truth = {3, -0.5, 2, 7};
        double[] predicted = {2.5, 0.0, 2, 8};
        for (int i = 0; i < truth.length; i++) {
            errors.add(truth[i], predicted[i]);
        }
        RegressionErrors.Result result = errors.result(Bootstrap.STANDARD);
        assertThat(result.mae().value()).isEqualTo(0.5);
        assertThat(result.rmse().value()).isCloseTo(Math.sqrt(0.375), within(1e-12));
        assertThat(result.r2().value()).isCloseTo(0.9486081370449679, within(1e-12));
        assertThat(result.mae().low()).isLessThan(0.5);
    }

    @Test
    void theMeanOfTheImagesHasAnR2OfZeroAndEqualNumbersHaveNone() {
        RegressionErrors mean = new RegressionErrors();
        mean.add(1, 2);
        mean.add(3, 2);
        assertThat(mean.result(Bootstrap.NO_INTERVALS).r2().value()).isZero();
        RegressionErrors equal = new RegressionErrors();
        equal.add(1, 2);
        assertThat(equal.result(Bootstrap.NO_INTERVALS).r2().value()).isNaN();
    }

    @Test
    void withoutAnImageThereIsNothingToMeasure() {
        assertThatThrownBy(() -> new RegressionErrors().result(Bootstrap.NO_INTERVALS))
                .hasMessageContaining("no image");
    }
}
