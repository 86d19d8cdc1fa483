package org.cam4j.evaluation.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.GroundTruth;
import org.cam4j.evaluation.Mask;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.boxes.Boxes;
import org.cam4j.evaluation.maps.Normalizer;
import org.cam4j.evaluation.scoring.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EvaluatedImageTest {
    private static final GroundTruth SAMPLE = Samples.of("bird.jpg", 1, 448, 224, List.of(new Box(10, 10, 99, 99)));

    @Test
    void iouCountsPixels() {
        assertThat(new Box(1, 2, 5, 6).iou(new Box(3, 1, 4, 5))).isEqualTo(8.0 / 27);
    }

    @Test
    void aBoxIsScaledInDoubleAndTruncated() {
        assertThat(new Box(1, 2, 4, 3).scaled(10, 20, 35, 10)).isEqualTo(new Box(3, 1, 14, 1));
        assertThat(EvaluatedImage.of(SAMPLE).truth()).containsExactly(new Box(5, 10, 49, 99));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 13, 14, 15, 28, 56, 224})
    void constantMapGivesNoBox(int side) {
        double[] values = new double[side * side];
        Arrays.fill(values, 0.1);
        EvaluatedImage observation = EvaluatedImage.ofMap(SAMPLE, new ScoreMap(values, side, side));
        assertThat(observation.map().orElseThrow().values()).containsOnly(0);
        assertThat(observation.bestIou(Boxes.Contours.LARGEST)).containsOnly(0);
        assertThat(observation.warnings())
                .containsExactly("Image 'bird.jpg': the score map is 0.1 everywhere; it counts as a map of zeros.");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void aMapThatIsNotFiniteBecomesZeroWithAWarning(double bad) {
        for (Normalizer normalizer : Normalizer.values()) {
            EvaluatedImage observation = EvaluatedImage.ofMap(SAMPLE, new ScoreMap(new double[] {1, 2, bad, 3}, 2, 2))
                    .withNormalizer(normalizer);
            assertThat(observation.map().orElseThrow().maximum()).isZero();
            assertThat(observation.warnings()).singleElement().asString().contains("bird.jpg", "NaN or an infinite");
        }
    }

    @Test
    void aMapWithoutPositiveValuesHasNoRangeUnderMax() {
        EvaluatedImage observation = EvaluatedImage.ofMap(SAMPLE, new ScoreMap(new double[] {-1, -2, -3, -4}, 2, 2))
                .withNormalizer(Normalizer.MAX);
        assertThat(observation.map().orElseThrow().maximum()).isZero();
        assertThat(observation.warnings()).singleElement().asString().contains("no range that max could scale");
    }

    @Test
    void aGoodMapGivesNoWarning() {
        EvaluatedImage observation = EvaluatedImage.ofMap(SAMPLE, new ScoreMap(new double[] {1, 2, 3, 4}, 2, 2));
        assertThat(observation.map().orElseThrow().maximum()).isEqualTo(255);
        assertThat(observation.warnings()).isEmpty();
    }

    @Test
    void aGivenBoxIsTheSameAtEveryLevel() {
        EvaluatedImage observation = EvaluatedImage.ofBox(SAMPLE, new Box(5, 10, 49, 99));
        assertThat(observation.bestIou(Boxes.Contours.ALL)).hasSize(255).containsOnly(1);
        assertThat(observation.map()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1, 1, true", "0, 1, false", "0, 2, true", "4, 5, true", "4, 4, false"})
    void ranksCountHigherScoresAndEqualOnesOfLowerIndex(int label, int k, boolean expected) {
        float[] scores = {3, 5, 3, 3, Float.NEGATIVE_INFINITY};
        GroundTruth sample = Samples.of("a", label, 10, 10, List.of());
        assertThat(EvaluatedImage.of(sample).withScores(scores).isAmongTop(k)).contains(expected);
    }

    @Test
    void aNanScoreIsNeverRightAndIsReported() {
        EvaluatedImage observation = EvaluatedImage.of(SAMPLE).withScores(new float[] {0, Float.NaN, 2});
        assertThat(observation.isAmongTop(3)).contains(false);
        assertThat(observation.warnings()).singleElement().asString().contains("bird.jpg", "NaN");
        assertThat(EvaluatedImage.of(SAMPLE)
                        .withScores(new float[] {Float.NaN, 1, 0})
                        .isAmongTop(1))
                .contains(false);
    }

    @Test
    void aMaskTakesTheNearestPixel() {
        Mask mask = new Mask(2, 2, new byte[] {1, 0, Mask.IGNORE, 1});
        byte[] grid = EvaluatedImage.of(Samples.withMask("a", 0, List.of(), mask))
                .mask()
                .orElseThrow();
        assertThat(grid[111]).isEqualTo((byte) 1);
        assertThat(grid[112]).isZero();
        assertThat(grid[112 * 224]).isEqualTo(Mask.IGNORE);
        assertThat(grid[224 * 224 - 1]).isEqualTo((byte) 1);
    }

    @Test
    void wrongInputIsNamed() {
        assertThatThrownBy(() -> EvaluatedImage.of(SAMPLE).withScores(new float[1]))
                .hasMessageContaining("bird.jpg")
                .hasMessageContaining("label 1, but 1 class scores");
        GroundTruth unsized = Samples.of("cat.jpg", 0, 0, 0, List.of(new Box(0, 0, 1, 1)));
        assertThatThrownBy(() -> EvaluatedImage.of(unsized))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cat.jpg");
        assertThatThrownBy(() -> new ScoreMap(new double[0], 0, 0)).hasMessageContaining("0 x 0");
    }
}
