package org.cam4j.experiments.papers.frozen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BinaryHeadTest {
    /** Three channels: the first speaks for the first class, the second for the second, the third for neither and is large. */
    private static List<float[]> rows(boolean first, int count, long seed) {
        Random random = new Random(seed);
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float own = 1 + random.nextFloat();
            float other = random.nextFloat();
            rows.add(new float[] {first ? own : other, first ? other : own, 100 * random.nextFloat()});
        }
        return rows;
    }

    @Test
    void weightsSpeakForTheFirstClassAndThePapersRuleStopsEarly() {
        BinaryHead head = BinaryHead.fit(rows(true, 120, 1), rows(false, 120, 2), BinaryHead.Recipe.PAPER);
        assertThat(head.weights()[0]).isPositive();
        assertThat(head.weights()[1]).isNegative();
        assertThat(Math.abs(head.weights()[2])).isLessThan(head.weights()[0] / 10);
        assertThat(head.epochs()).isLessThanOrEqualTo(10);
        assertThat(head.accuracy()).isGreaterThan(0.95);
    }

    @Test
    void theOtherWayRoundTheWeightsTurnTheirSign() {
        BinaryHead.Recipe recipe = new BinaryHead.Recipe(1e-2, 24, 20, 1, 3);
        BinaryHead head = BinaryHead.fit(rows(true, 60, 1), rows(false, 60, 2), recipe);
        BinaryHead turned = BinaryHead.fit(rows(false, 60, 2), rows(true, 60, 1), recipe);
        assertThat(head.epochs()).isEqualTo(20);
        assertThat(Math.signum(turned.weights()[0])).isEqualTo(-Math.signum(head.weights()[0]));
        assertThat(BinaryHead.fit(rows(true, 60, 1), rows(false, 60, 2), recipe).weights())
                .isEqualTo(head.weights());
    }

    @Test
    void aClassWithoutImagesIsRefused() {
        assertThatThrownBy(() -> BinaryHead.fit(List.of(), rows(false, 2, 1), BinaryHead.Recipe.PAPER))
                .hasMessageContaining("0 and 2 images");
    }
}
