package org.cam4j.training.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.cam4j.training.fit.result.EpochResult;
import org.junit.jupiter.api.Test;

class StoppingRuleTest {
    /** Epochs with these accuracies on both splits. */
    private static List<EpochResult> history(double... accuracies) {
        List<EpochResult> history = new ArrayList<>();
        for (double accuracy : accuracies) {
            history.add(new EpochResult(history.size() + 1, 1, 1, accuracy, 1, accuracy, 0.1, 1, 1, 0));
        }
        return history;
    }

    @Test
    void anAccuracyMustBeExceeded() {
        StoppingRule rule = StoppingRule.trainAccuracyAbove(95);
        assertThat(rule.shouldStop(history(96, 95))).isFalse();
        assertThat(rule.shouldStop(history(90, 95.1))).isTrue();
    }

    @Test
    void epochsWithoutImprovementAreCountedFromTheBest() {
        StoppingRule rule = StoppingRule.noImprovementFor(2);
        assertThat(rule.shouldStop(history(50))).isFalse();
        assertThat(rule.shouldStop(history(50, 40))).isFalse();
        assertThat(rule.shouldStop(history(50, 40, 50))).isTrue();
        assertThat(rule.shouldStop(history(50, 40, 60))).isFalse();
    }

    @Test
    void noEpochsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> StoppingRule.noImprovementFor(0));
    }
}
