package org.cam4j.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClassMeanTest {
    private record Part(int label, int above, int below) {}

    private static final List<Part> PARTS =
            List.of(new Part(7, 1, 4), new Part(2, 3, 5), new Part(7, 2, 4), new Part(900, 9, 10));

    private static double[] means(int... weights) {
        return new ClassMean<>(
                        PARTS,
                        Part::label,
                        List.of(
                                new ClassMean.Quotient<>(Part::above, Part::below),
                                new ClassMean.Quotient<>(part -> 1, part -> 2)))
                .of(weights);
    }

    @Test
    void partsAreAddedUpWithinAClassBeforeTheyAreDivided() {
        // class 2: 3/5, class 7: 3/8, class 900: 9/10
        assertThat(means(1, 1, 1, 1)[0]).isCloseTo((0.6 + 0.375 + 0.9) / 3, within(1e-12));
        // class 7: (1 + 3 * 2) / (4 + 3 * 4)
        assertThat(means(1, 1, 3, 1)[0]).isCloseTo((0.6 + 7 / 16.0 + 0.9) / 3, within(1e-12));
        assertThat(means(1, 1, 1, 1)[1]).isEqualTo(0.5);
        assertThat(ClassMean.of(PARTS, new int[] {1, 1, 3, 1}, Part::label, Part::above, Part::below))
                .isEqualTo(means(1, 1, 3, 1)[0]);
    }

    @Test
    void classesThatWereNotDrawnArePassedOver() {
        assertThat(means(0, 4, 0, 0)[0]).isEqualTo(0.6);
        assertThat(means(0, 0, 0, 0)[0]).isNaN();
        assertThat(ClassMean.of(List.<Part>of(), new int[0], Part::label, Part::above, Part::below))
                .isNaN();
    }
}
