package org.cam4j.evaluation.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.GroundTruth;
import org.cam4j.evaluation.Mask;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.Skipped;
import org.cam4j.evaluation.boxes.ThresholdGrid;
import org.cam4j.evaluation.metric.Metrics;
import org.cam4j.evaluation.metric.ThresholdPolicy;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.protocol.Protocols;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.junit.jupiter.api.Test;

class EvaluationTest {
    private static final Bootstrap DRAWS = new Bootstrap(200, 5);

    @Test
    void manyThreadsGiveTheSameAsOne() {
        Evaluation one = new Evaluation(Metrics.all(), DRAWS);
        observations(40).forEach(one::add);
        Evaluation many = new Evaluation(Metrics.all(), DRAWS);
        observations(40).parallelStream().forEach(many::add);
        assertThat(many.finish()).isEqualTo(one.finish());
        assertThat(one.finish().images()).isEqualTo(40);
    }

    @Test
    void theSeedDecidesTheIntervalsAndNotTheValues() {
        Evaluation.Result first = evaluate(new Bootstrap(200, 1));
        Evaluation.Result second = evaluate(new Bootstrap(200, 2));
        assertThat(evaluate(new Bootstrap(200, 1))).isEqualTo(first);
        assertThat(second).isNotEqualTo(first);
        first.metrics()
                .forEach((key, value) -> assertThat(value(second, key)).as(key).isEqualTo(value.value()));
    }

    @Test
    void gtKnownAtTheBestThresholdIsMaxBoxAccAtOneHalf() {
        Evaluation.Result result = evaluate(DRAWS);
        assertThat(result.metrics().get("gt_known_loc.best"))
                .isEqualTo(result.metrics().get("max_box_acc_50"));
        assertThat(result.thresholds().get("gt_known_loc.best"))
                .isEqualTo(result.thresholds().get("max_box_acc_50"));
    }

    @Test
    void theChosenThresholdGivesTheBestValueBack() {
        Evaluation.Result result = evaluate(DRAWS);
        double threshold = Objects.requireNonNull(result.thresholds().get("gt_known_loc.best"));
        Evaluation again = new Evaluation(Metrics.atValidationThreshold(threshold), DRAWS);
        observations(40).forEach(again::add);
        assertThat(value(again.finish(), "gt_known_loc.validation")).isEqualTo(value(result, "gt_known_loc.best"));
    }

    @Test
    void aFixedThresholdIsTheSameWhateverTheGridOfThresholds() {
        Evaluation evaluation = new Evaluation(
                List.of(Metrics.gtKnownLoc(ThresholdPolicy.fixed(0.2), Protocols.DEFAULT, new ThresholdGrid(0.3))),
                DRAWS);
        observations(40).forEach(evaluation::add);
        assertThat(evaluation.finish().metrics().get("gt_known_loc.fixed-0.20"))
                .isEqualTo(evaluate(DRAWS).metrics().get("gt_known_loc.fixed-0.20"));
    }

    @Test
    void anImageThatComesTwiceIsLeftOutAndListed() {
        Evaluation evaluation = new Evaluation(Metrics.all(), DRAWS);
        observations(3).forEach(evaluation::add);
        evaluation.add(observations(1).get(0));
        evaluation.skip(new Skipped("a.jpg", "is no JPEG"));
        Evaluation.Result result = evaluation.finish();
        assertThat(result.images()).isEqualTo(3);
        assertThat(result.skipped()).extracting(Skipped::id).containsExactly("a.jpg", "image0");
    }

    @Test
    void anImageWhoseMaskCannotBeReadCountsNowhere() {
        GroundTruth broken = GroundTruth.of(
                "broken", 0, 10, 10, List.of(new Box(0, 0, 5, 5)), Optional.of(EvaluationTest::unreadable));
        Evaluation evaluation = new Evaluation(Metrics.all(), DRAWS);
        evaluation.add(EvaluatedImage.ofMap(broken, new ScoreMap(new double[] {1, 2}, 1, 2)));
        assertThat(evaluation.finish().images()).isZero();
        assertThat(evaluation.finish().metrics()).isEmpty();
        assertThat(evaluation.finish().skipped()).containsExactly(new Skipped("broken", "mask.png: is no image"));
    }

    @Test
    void aBadMapCountsAsZerosAndIsNamed() {
        Evaluation evaluation = new Evaluation(Metrics.all(), DRAWS);
        evaluation.add(EvaluatedImage.ofMap(
                Samples.of("dark", 0, 10, 10, List.of(new Box(0, 0, 5, 5))), new ScoreMap(new double[4], 2, 2)));
        assertThat(evaluation.finish().images()).isEqualTo(1);
        assertThat(evaluation.finish().warnings()).singleElement().asString().contains("'dark'");
        assertThat(value(evaluation.finish(), "max_box_acc_30")).isZero();
    }

    @Test
    void theIntervalOfAShareIsTheBinomialOne() {
        Bootstrap.Interval interval = new Bootstrap(4000, 1)
                .intervals(400, weights -> {
                    double correct = 0;
                    for (int i = 0; i < 100; i++) {
                        correct += weights[i];
                    }
                    return new double[] {correct / 4};
                })[0];
        double deviation = 100 * Math.sqrt(0.25 * 0.75 / 400);
        assertThat(interval.value()).isEqualTo(25);
        assertThat(interval.low()).isCloseTo(25 - 1.96 * deviation, within(0.4));
        assertThat(interval.high()).isCloseTo(25 + 1.96 * deviation, within(0.4));
    }

    private static double value(Evaluation.Result result, String key) {
        return Objects.requireNonNull(result.metrics().get(key), key).value();
    }

    private static Mask unreadable() {
        throw new UncheckedIOException("mask.png: is no image", new IOException("no image"));
    }

    private static Evaluation.Result evaluate(Bootstrap bootstrap) {
        Evaluation evaluation = new Evaluation(Metrics.all(), bootstrap);
        observations(40).forEach(evaluation::add);
        return evaluation.finish();
    }

    private static List<EvaluatedImage> observations(int count) {
        SplittableRandom random = new SplittableRandom(3);
        List<EvaluatedImage> observations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Box box = new Box(random.nextInt(30), random.nextInt(30), random.nextInt(60, 100), random.nextInt(60, 80));
            double[] values = new double[49];
            for (int pixel = 0; pixel < 49; pixel++) {
                double distance = Math.hypot(pixel % 7 - 3, pixel / 7.0 - 3);
                values[pixel] = 3 * random.nextDouble() - distance;
            }
            GroundTruth sample = Samples.of("image" + i, random.nextInt(4), 100, 80, List.of(box));
            float[] scores = {(float) random.nextDouble(), 0.2f, 0.4f, 0.6f};
            observations.add(
                    EvaluatedImage.ofMap(sample, new ScoreMap(values, 7, 7)).withScores(scores));
        }
        return observations;
    }
}
