package org.cam4j.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.cam4j.evaluation.GroundTruth;
import org.cam4j.evaluation.Mask;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.maps.NormalizedMap;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.scoring.Evaluation;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.evaluation.statistics.Comparison;
import org.cam4j.evaluation.statistics.MetricValue;
import org.cam4j.evaluation.statistics.ThresholdSource;
import org.junit.jupiter.api.Test;

class SegmentationScoresTest {
    private static final int GRID = NormalizedMap.GRID;

    /** The first so many columns belong to the object, the next so many are ignored. */
    private static GroundTruth sample(String id, int label, int columns, int ignored) {
        byte[] pixels = new byte[GRID * GRID];
        for (int i = 0; i < pixels.length; i++) {
            int x = i % GRID;
            pixels[i] = x < columns ? 1 : x < columns + ignored ? Mask.IGNORE : 0;
        }
        return GroundTruth.of(id, label, GRID, GRID, List.of(), Optional.of(() -> new Mask(GRID, GRID, pixels)));
    }

    /** 1 in the first {@code high} columns, 0.5 in the next up to {@code middle}, else 0. */
    private static ScoreMap map(int high, int middle) {
        double[] values = new double[GRID * GRID];
        for (int i = 0; i < values.length; i++) {
            int x = i % GRID;
            values[i] = x < high ? 1 : x < middle ? 0.5 : 0;
        }
        return new ScoreMap(values, GRID, GRID);
    }

    private static SegmentationScores two() {
        SegmentationScores scores = new SegmentationScores();
        // class 0: object 100, ignored 20; map above 0.15: 160 columns less 20 ignored: both 100, union 140
        scores.add("cam", EvaluatedImage.ofMap(sample("a", 0, 100, 20), map(50, 160)));
        // class 0: object 40, map 20: both 20, union 40
        scores.add("cam", EvaluatedImage.ofMap(sample("b", 0, 40, 0), map(20, 20)));
        // class 1: equal
        scores.add("cam", EvaluatedImage.ofMap(sample("c", 1, 60, 0), map(30, 60)));
        return scores;
    }

    @Test
    void bothWaysOfTakingTheMeanAreWorkedOutByHand() {
        Comparison.Run run = two().result("cam", Optional.empty(), ThresholdSource.STATED);
        double first = 100.0 * (100 + 20) / (140 + 40);
        assertThat(two().ofClass("cam", 0)).isCloseTo(first, within(1e-9));
        assertThat(value(run, "miou")).isCloseTo((first + 100) / 2, within(1e-9));
        assertThat(value(run, "miou@0.15")).isEqualTo(value(run, "miou"));
        assertThat(value(run, "miou_per_image")).isCloseTo(100 * (100 / 140.0 + 0.5 + 1) / 3, within(1e-9));
        assertThat(two().mean("cam")).isEqualTo(value(run, "miou"));
        // above 0.5: 50 of 100, 20 of 40, 30 of 60
        assertThat(value(run, "miou@0.50")).isCloseTo((100.0 * 70 / 140 + 50) / 2, within(1e-9));
        assertThat(value(run, "miou.oracle")).isCloseTo((first + 100) / 2, within(1e-9));
        assertThat(metric(run, "miou.best").usesTestLabels()).isTrue();
        assertThat(metric(run, "miou").usesTestLabels()).isFalse();
        assertThat(Objects.requireNonNull(
                                two().classes("cam", List.of("x", "y")).get("miou.y"))
                        .value())
                .isEqualTo(100);
    }

    @Test
    void theDifferenceToTheBaselineIsTakenInPairs() {
        SegmentationScores scores = two();
        scores.add("half", EvaluatedImage.ofMap(sample("a", 0, 100, 20), map(50, 50)));
        scores.add("half", EvaluatedImage.ofMap(sample("b", 0, 40, 0), map(20, 20)));
        scores.add("half", EvaluatedImage.ofMap(sample("c", 1, 60, 0), map(30, 30)));
        Comparison.Run half = scores.result("half", Optional.of("cam"), ThresholdSource.STATED);
        assertThat(value(half, "miou.difference")).isCloseTo(50 - (100.0 * 120 / 180 + 100) / 2, within(1e-9));
        Comparison.Run itself = scores.result("cam", Optional.of("cam"), ThresholdSource.STATED);
        assertThat(metric(itself, "miou.difference").high()).isZero();
    }

    @Test
    void imagesWithoutAnObjectDoNotCount() {
        SegmentationScores scores = new SegmentationScores();
        scores.add("cam", EvaluatedImage.ofMap(sample("a", 0, 0, 20), map(50, 60)));
        assertThat(scores.methods()).isEmpty();
        assertThat(scores.result("cam", Optional.empty(), ThresholdSource.STATED)
                        .metrics())
                .isEmpty();
    }

    @Test
    void atTheStatedThresholdItAgreesWithTheMetrics() {
        Random random = new Random(1);
        SegmentationScores scores = new SegmentationScores();
        Evaluation evaluation =
                new Evaluation(List.of(new MeanIou(0.15), new MeanIouPerImage(0.15)), Bootstrap.STANDARD);
        for (int i = 0; i < 12; i++) {
            double[] values = random.doubles(49).toArray();
            EvaluatedImage observation = EvaluatedImage.ofMap(
                    sample("i" + i, i % 3, 30 + random.nextInt(100), random.nextInt(40)), new ScoreMap(values, 7, 7));
            scores.add("m", observation);
            evaluation.add(observation);
        }
        Evaluation.Result expected = evaluation.finish();
        Comparison.Run found = scores.result("m", Optional.empty(), ThresholdSource.STATED);
        for (String key : List.of("miou", "miou_per_image")) {
            MetricValue other = Objects.requireNonNull(expected.metrics().get(key));
            assertThat(value(found, key)).isCloseTo(other.value(), within(1e-9));
            assertThat(metric(found, key).low()).isCloseTo(other.low(), within(1e-9));
        }
    }

    private static double value(Comparison.Run run, String key) {
        return metric(run, key).value();
    }

    private static MetricValue metric(Comparison.Run run, String key) {
        return Objects.requireNonNull(run.metrics().get(key), key);
    }
}
