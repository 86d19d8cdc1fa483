package org.cam4j.training.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.cam4j.datasets.Box;
import org.cam4j.datasets.Mask;
import org.cam4j.datasets.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObservationTest {
    private static final Sample SAMPLE = Samples.of("bird.jpg", 1, 448, 224, List.of(new Box(10, 10, 99, 99)));

    @Test
    void iouCountsPixels() {
        assertThat(new Box(1, 2, 5, 6).iou(new Box(3, 1, 4, 5))).isEqualTo(8.0 / 27);
    }

    @Test
    void aBoxIsScaledInDoubleAndTruncated() {
        assertThat(new Box(1, 2, 4, 3).scaled(10, 20, 35, 10)).isEqualTo(new Box(3, 1, 14, 1));
        assertThat(Observation.of(SAMPLE).truth()).containsExactly(new Box(5, 10, 49, 99));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 13, 14, 15, 28, 56, 224})
    void constantMapGivesNoBox(int side) {
        double[] values = new double[side * side];
        Arrays.fill(values, 0.1);
        Observation observation = Observation.ofMap(SAMPLE, new ScoreMap(values, side, side));
        assertThat(observation.map().orElseThrow().values()).containsOnly(0);
        assertThat(observation.bestIou(Contours.LARGEST)).containsOnly(0);
        assertThat(observation.warnings())
                .containsExactly("Image 'bird.jpg': the score map is 0.1 everywhere; it counts as a map of zeros.");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void aMapThatIsNotFiniteBecomesZeroWithAWarning(double bad) {
        for (Normaliser normaliser : Normaliser.values()) {
            Observation observation = Observation.ofMap(SAMPLE, new ScoreMap(new double[] {1, 2, bad, 3}, 2, 2))
                    .withNormaliser(normaliser);
            assertThat(observation.map().orElseThrow().maximum()).isZero();
            assertThat(observation.warnings()).singleElement().asString().contains("bird.jpg", "NaN or an infinite");
        }
    }

    @Test
    void aMapWithoutPositiveValuesHasNoRangeUnderMax() {
        Observation observation = Observation.ofMap(SAMPLE, new ScoreMap(new double[] {-1, -2, -3, -4}, 2, 2))
                .withNormaliser(Normaliser.MAX);
        assertThat(observation.map().orElseThrow().maximum()).isZero();
        assertThat(observation.warnings()).singleElement().asString().contains("no range that max could scale");
    }

    @Test
    void aGoodMapGivesNoWarning() {
        Observation observation = Observation.ofMap(SAMPLE, new ScoreMap(new double[] {1, 2, 3, 4}, 2, 2));
        assertThat(observation.map().orElseThrow().maximum()).isEqualTo(255);
        assertThat(observation.warnings()).isEmpty();
    }

    @Test
    void aGivenBoxIsTheSameAtEveryLevel() {
        Observation observation = Observation.ofBox(SAMPLE, new Box(5, 10, 49, 99));
        assertThat(observation.bestIou(Contours.ALL)).hasSize(255).containsOnly(1);
        assertThat(observation.map()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1, 1, true", "0, 1, false", "0, 2, true", "4, 5, true", "4, 4, false"})
    void ranksCountHigherScoresAndEqualOnesOfLowerIndex(int label, int k, boolean expected) {
        float[] scores = {3, 5, 3, 3, Float.NEGATIVE_INFINITY};
        Sample sample = Samples.of("a", label, 10, 10, List.of());
        assertThat(Observation.of(sample).withScores(scores).isAmongTop(k)).contains(expected);
    }

    @Test
    void aNanScoreIsNeverRightAndIsReported() {
        Observation observation = Observation.of(SAMPLE).withScores(new float[] {0, Float.NaN, 2});
        assertThat(observation.isAmongTop(3)).contains(false);
        assertThat(observation.warnings()).singleElement().asString().contains("bird.jpg", "NaN");
        assertThat(Observation.of(SAMPLE)
                        .withScores(new float[] {Float.NaN, 1, 0})
                        .isAmongTop(1))
                .contains(false);
    }

    @Test
    void aMaskTakesTheNearestPixel() {
        Mask mask = new Mask(2, 2, new byte[] {1, 0, Mask.IGNORE, 1});
        byte[] grid =
                Observation.of(Samples.withMask("a", 0, List.of(), mask)).mask().orElseThrow();
        assertThat(grid[111]).isEqualTo((byte) 1);
        assertThat(grid[112]).isZero();
        assertThat(grid[112 * 224]).isEqualTo(Mask.IGNORE);
        assertThat(grid[224 * 224 - 1]).isEqualTo((byte) 1);
    }

    @Test
    void wrongInputIsNamed() {
        assertThatThrownBy(() -> Observation.of(SAMPLE).withScores(new float[1]))
                .hasMessageContaining("bird.jpg")
                .hasMessageContaining("label 1, but 1 class scores");
        Sample unsized = Samples.of("cat.jpg", 0, 0, 0, List.of(new Box(0, 0, 1, 1)));
        assertThatThrownBy(() -> Observation.of(unsized))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cat.jpg");
        assertThatThrownBy(() -> new ScoreMap(new double[0], 0, 0)).hasMessageContaining("0 x 0");
    }
}
