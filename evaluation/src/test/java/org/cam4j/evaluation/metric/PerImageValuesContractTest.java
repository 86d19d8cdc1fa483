package org.cam4j.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.Mask;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.scoring.Samples;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.evaluation.statistics.ImageValues;
import org.cam4j.evaluation.statistics.SeedInterval;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every metric of the catalog promises of the values of single images. */
class PerImageValuesContractTest {
    private static final int IMAGES = 30;
    /** The same for every metric: an image keeps the overlaps that one of them computed. */
    private static final List<EvaluatedImage> OBSERVATIONS = observations();

    static Stream<Metric> metrics() {
        return Stream.concat(Metrics.all().stream(), Metrics.atValidationThreshold(0.3).stream());
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void theValueIsAHundredTimesTheirMean(Metric metric) {
        Metric.State state = metric.start();
        OBSERVATIONS.forEach(state::add);
        var results = state.results(new Bootstrap(0, 0));
        state.perImage().forEach((key, values) -> {
            assertThat(values.images()).hasSize(IMAGES).isSorted();
            assertThat(100 * SeedInterval.mean(values.values()))
                    .as(key)
                    .isCloseTo(Objects.requireNonNull(results.get(key)).value(), within(1e-9));
        });
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void theirOrderDoesNotDependOnThatOfTheImages(Metric metric) {
        Metric.State forwards = metric.start();
        Metric.State backwards = metric.start();
        OBSERVATIONS.forEach(forwards::add);
        for (int i = IMAGES - 1; i >= 0; i--) {
            backwards.add(OBSERVATIONS.get(i));
        }
        forwards.perImage().forEach((key, values) -> {
            ImageValues other = Objects.requireNonNull(backwards.perImage().get(key));
            assertThat(other.images()).isEqualTo(values.images());
            assertThat(other.values()).isEqualTo(values.values());
        });
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void accuraciesHaveThem(Metric metric) {
        Metric.State state = metric.start();
        OBSERVATIONS.forEach(state::add);
        if (metric.id().contains("_loc.")
                || metric.id().endsWith("_cls")
                || metric.id().startsWith("max_box_acc")) {
            assertThat(state.perImage()).containsOnlyKeys(metric.keys());
        }
    }

    private static List<EvaluatedImage> observations() {
        SplittableRandom random = new SplittableRandom(11);
        return IntStream.range(0, IMAGES)
                .mapToObj(i -> {
                    int x = random.nextInt(100);
                    int y = random.nextInt(100);
                    Box box = new Box(x, y, x + 20 + random.nextInt(100), y + 20 + random.nextInt(100));
                    byte[] pixels = new byte[224 * 224];
                    for (int row = box.y0(); row <= box.y1(); row++) {
                        Arrays.fill(pixels, 224 * row + box.x0(), 224 * row + box.x1() + 1, (byte) 1);
                    }
                    var sample = Samples.withMask("image" + i, i % 3, List.of(box), new Mask(224, 224, pixels));
                    ScoreMap map = new ScoreMap(random.doubles(16).toArray(), 4, 4);
                    return EvaluatedImage.ofMap(sample, map)
                            .withScores(new float[] {random.nextInt(9), random.nextInt(9), random.nextInt(9)});
                })
                .toList();
    }
}
