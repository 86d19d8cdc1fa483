package org.cam4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BoxTest {
    @Test
    void overlapIsCountedInWholePixels() {
        assertThat(new Box(1, 2, 5, 6).iou(new Box(3, 1, 4, 5))).isCloseTo(8.0 / 27, within(1e-15));
    }

    @Test
    void disjointBoxesHaveNoOverlap() {
        assertThat(new Box(0, 0, 3, 3).iou(new Box(5, 5, 9, 9))).isZero();
    }

    @Test
    void scalingTruncates() {
        assertThat(new Box(1, 2, 4, 3).scaled(10, 20, 35, 10)).isEqualTo(new Box(3, 1, 14, 1));
    }

    @Test
    void aBoxThatIsTurnedRoundIsRefused() {
        assertThatThrownBy(() -> new Box(5, 0, 4, 9)).hasMessageContaining("x0 <= x1");
    }
}
