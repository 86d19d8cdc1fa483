package org.cam4j.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScheduleTest {
    @Test
    void warmUpRisesInAStraightLineToTheFullRate() {
        assertThat(Schedule.COSINE.factor(0, 100, 0.1)).isEqualTo(0.1, within(1e-12));
        assertThat(Schedule.COSINE.factor(4, 100, 0.1)).isEqualTo(0.5, within(1e-12));
        assertThat(Schedule.COSINE.factor(9, 100, 0.1)).isEqualTo(1, within(1e-12));
        assertThat(Schedule.COSINE.factor(10, 100, 0.1)).isEqualTo(1, within(1e-12));
    }

    @Test
    void cosineIsHalfDoneHalfWay() {
        assertThat(Schedule.COSINE.factor(50, 100, 0)).isEqualTo(0.5, within(1e-12));
        assertThat(Schedule.COSINE.factor(25, 100, 0)).isEqualTo((1 + Math.sqrt(0.5)) / 2, within(1e-12));
    }

    @Test
    void linearFallsInAStraightLineBehindTheWarmUp() {
        assertThat(Schedule.LINEAR.factor(60, 100, 0.2)).isEqualTo(0.5, within(1e-12));
        assertThat(Schedule.LINEAR.factor(99, 100, 0)).isEqualTo(0.01, within(1e-12));
    }

    @Test
    void constantStaysAfterTheWarmUp() {
        assertThat(Schedule.CONSTANT.factor(99, 100, 0.5)).isEqualTo(1);
    }

    @Test
    void stepFallsEverySoManyEpochs() {
        Schedule.Decay decay = new Schedule.Decay(0.1, 2, 9);
        List<Double> losses = List.of(1.0, 1.0, 1.0, 1.0, 1.0);
        assertThat(Schedule.STEP.epochFactor(decay, losses.subList(0, 1))).isEqualTo(1);
        assertThat(Schedule.STEP.epochFactor(decay, losses.subList(0, 2))).isEqualTo(0.1);
        assertThat(Schedule.STEP.epochFactor(decay, losses)).isEqualTo(0.01, within(1e-12));
    }

    @Test
    void plateauFallsWhenTheLossHasNotForSoManyEpochs() {
        Schedule.Decay decay = new Schedule.Decay(0.5, 1, 2);
        List<Double> losses = List.of(3.0, 2.0, 2.5, 2.0, 1.9, 2.0, 2.0, 2.0, 2.0);
        double[] factors = {1, 1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.125};
        for (int epochs = 0; epochs <= losses.size(); epochs++) {
            assertThat(Schedule.PLATEAU.epochFactor(decay, losses.subList(0, epochs)))
                    .as("after %d epochs", epochs)
                    .isEqualTo(factors[epochs]);
        }
    }

    @Test
    void schedulesOfStepsDoNotFallFromEpochToEpoch() {
        Schedule.Decay decay = new Schedule.Decay(0.5, 1, 1);
        for (Schedule schedule : List.of(Schedule.CONSTANT, Schedule.LINEAR, Schedule.COSINE)) {
            assertThat(schedule.epochFactor(decay, List.of(1.0, 2.0, 3.0))).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyStepLearns(Schedule schedule) {
        for (double warmUp : new double[] {0, 0.05, 0.3, 0.99}) {
            for (int steps : new int[] {1, 2, 7, 100}) {
                for (int step = 0; step < steps; step++) {
                    assertThat(schedule.factor(step, steps, warmUp))
                            .as("%s, step %d of %d, warm-up %s", schedule, step, steps, warmUp)
                            .isGreaterThan(0)
                            .isLessThanOrEqualTo(1);
                }
            }
        }
    }
}
