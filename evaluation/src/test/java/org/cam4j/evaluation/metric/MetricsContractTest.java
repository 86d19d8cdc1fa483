package org.cam4j.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.GroundTruth;
import org.cam4j.evaluation.Mask;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.maps.NormalizedMap;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.protocol.PerturbationScores;
import org.cam4j.evaluation.scoring.Samples;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.evaluation.statistics.MetricValue;
import org.cam4j.evaluation.statistics.ThresholdSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every metric of the catalog must fulfill. Where lower is better, a perfect map gives 0. */
class MetricsContractTest {
    private static final int GRID = NormalizedMap.GRID;
    private static final Box OBJECT = new Box(60, 40, 140, 180);
    private static final Set<String> LOWER_IS_BETTER = Set.of("coverage_outside", "average_drop", "deletion_auc");
    /** Of the class scores only: what the map is does not matter. */
    private static final Set<String> WITHOUT_MAP = Set.of("top1_cls", "top5_cls");

    /** What a network says that relies on nothing but what the map shows, or on nothing but what it hides. */
    private static final PerturbationScores FAITHFUL =
            new PerturbationScores(0.5, 1, new double[] {1, 1, 1}, new double[] {0, 0, 0});

    private static final PerturbationScores UNFAITHFUL =
            new PerturbationScores(0.5, 0, new double[] {0, 0, 0}, new double[] {1, 1, 1});
    private static final PerturbationScores BLANK = new PerturbationScores(0.5, 0, new double[2], new double[2]);

    private static final Bootstrap DRAWS = new Bootstrap(50, 7);
    /** The same for every metric: an image keeps the overlaps that one of them computed. */
    private static final List<EvaluatedImage> RANDOM = randomObservations(12);

    private static final EvaluatedImage PERFECT = observation("a", 0, inside(OBJECT, 1, 0));
    private static final EvaluatedImage ALSO_PERFECT = observation("b", 1, inside(OBJECT, 3, -2));
    private static final EvaluatedImage ZEROS =
            observation("a", 0, new double[GRID * GRID]).withConfidences(BLANK);
    private static final EvaluatedImage INVERTED =
            observation("a", 0, inside(OBJECT, 0, 1)).withConfidences(UNFAITHFUL);

    static Stream<Metric> metrics() {
        return Stream.concat(Metrics.all().stream(), Metrics.atValidationThreshold(0.3).stream());
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void aPerfectMapIsPerfect(Metric metric) {
        results(metric, List.of(PERFECT, ALSO_PERFECT)).forEach((key, value) -> {
            double expected = LOWER_IS_BETTER.contains(key) ? 0 : 100;
            assertThat(value.value()).as(key).isEqualTo(expected);
            assertThat(value.low()).as(key).isEqualTo(expected);
            assertThat(value.high()).as(key).isEqualTo(expected);
        });
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void everyKeyIsThereWhereAnImageHasEverything(Metric metric) {
        assertThat(results(metric, List.of(PERFECT))).containsOnlyKeys(metric.keys());
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void everyValueKnowsOnWhatItsThresholdWasChosen(Metric metric) {
        results(metric, List.of(PERFECT)).forEach((key, value) -> {
            assertThat(value.chosenOn()).isEqualTo(metric.chosenOn());
            assertThat(value.usesTestLabels()).isEqualTo(metric.usesTestLabels());
            if (key.endsWith(".best") || key.endsWith(".oracle") || key.startsWith("max_box_acc")) {
                assertThat(value.chosenOn()).isEqualTo(ThresholdSource.MEASURED_LABELS);
            } else if (key.contains(".automatic")) {
                assertThat(value.chosenOn()).isEqualTo(ThresholdSource.EACH_IMAGE);
            } else if (key.contains(".fixed")) {
                assertThat(value.chosenOn()).isEqualTo(ThresholdSource.STATED);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void aMapOfZerosFindsNothing(Metric metric) {
        results(metric, List.of(ZEROS)).forEach((key, value) -> {
            if (key.equals("pxap")) { // every pixel is in the lowest bin: precision is the object's share of the
                // pixels
                assertThat(value.value()).isEqualTo(100.0 * OBJECT.area() / (GRID * GRID));
            } else if (key.equals("average_drop")) { // nothing is left of the image
                assertThat(value.value()).isEqualTo(100);
            } else if (!WITHOUT_MAP.contains(key)) {
                assertThat(value.value()).as(key).isZero();
            }
        });
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void anInvertedMapIsWorseThanThePerfectOne(Metric metric) {
        results(metric, List.of(INVERTED)).forEach((key, value) -> {
            if (key.startsWith("max_box_acc_v2")) { // the reference takes boxes of holes too, and here the hole is the
                // object
                assertThat(value.value()).as(key).isEqualTo(100);
            } else if (LOWER_IS_BETTER.contains(key)) {
                assertThat(value.value()).as(key).isEqualTo(100);
            } else if (!WITHOUT_MAP.contains(key)) {
                assertThat(value.value()).as(key).isLessThan(100).isGreaterThanOrEqualTo(0);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void anEmptySetHasNoValues(Metric metric) {
        assertThat(metric.start().results(DRAWS)).isEmpty();
        assertThat(metric.start().thresholds()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void anImageWithoutWhatTheMetricNeedsIsPassedOver(Metric metric) {
        EvaluatedImage bare = EvaluatedImage.of(Samples.of("bare", 0, 0, 0, List.of()));
        assertThat(results(metric, List.of(bare))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void oneImageIsItsOwnInterval(Metric metric) {
        results(metric, RANDOM.subList(0, 1)).forEach((key, value) -> {
            assertThat(value.low()).as(key).isEqualTo(value.value());
            assertThat(value.high()).as(key).isEqualTo(value.value());
        });
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void valuesAreFinitePercentagesInsideTheirIntervals(Metric metric) {
        results(metric, RANDOM).forEach((key, value) -> {
            assertThat(value.value()).as(key).isBetween(0.0, 100.0);
            assertThat(value.low()).as(key).isBetween(0.0, value.value());
            assertThat(value.high()).as(key).isBetween(value.value(), 100.0);
        });
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void theOrderOfImagesDoesNotMatter(Metric metric) {
        List<EvaluatedImage> shuffled = new ArrayList<>(RANDOM);
        Collections.shuffle(shuffled, new Random(3));
        assertThat(results(metric, shuffled)).isEqualTo(results(metric, RANDOM));
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void mergedPartsEqualTheWhole(Metric metric) {
        Metric.State first = metric.start();
        Metric.State second = metric.start();
        RANDOM.subList(0, 5).forEach(first::add);
        RANDOM.subList(5, 12).forEach(second::add);
        second.merge(first);
        Metric.State whole = metric.start();
        RANDOM.forEach(whole::add);
        assertThat(second.results(DRAWS)).isEqualTo(whole.results(DRAWS));
        assertThat(second.thresholds()).isEqualTo(whole.thresholds());
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void aStateOfAnotherMetricIsRefused(Metric metric) {
        Metric other = metric.id().equals("pxap") ? Metrics.byId("miou") : Metrics.byId("pxap");
        assertThatThrownBy(() -> metric.start().merge(other.start()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(metric.id());
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void aDescriptionIsOneSentence(Metric metric) {
        assertThat(metric.description()).endsWith(".").doesNotContain("\n");
    }

    @Test
    void idsAndKeysAreUniqueAndFoundById() {
        Set<String> ids = new HashSet<>();
        Set<String> keys = new HashSet<>();
        for (Metric metric : metrics().toList()) {
            assertThat(ids.add(metric.id())).isTrue();
            metric.keys().forEach(key -> assertThat(keys.add(key)).as(key).isTrue());
        }
        for (Metric metric : Metrics.all()) {
            assertThat(Metrics.byId(metric.id()).keys()).isEqualTo(metric.keys());
        }
    }

    @Test
    void anUnknownIdNamesTheNearestAndAllOthers() {
        assertThatThrownBy(() -> Metrics.byId("max_box_ac"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("did you mean 'max_box_acc'")
                .hasMessageContaining("pointing_game");
    }

    private static Map<String, MetricValue> results(Metric metric, List<EvaluatedImage> observations) {
        Metric.State state = metric.start();
        observations.forEach(state::add);
        return state.results(DRAWS);
    }

    /** One value inside the box, another outside; the predicted box of the region then is the box itself, which ends one past the last pixel. */
    private static double[] inside(Box box, double in, double out) {
        double[] values = new double[GRID * GRID];
        for (int i = 0; i < values.length; i++) {
            int x = i % GRID;
            int y = i / GRID;
            values[i] = x >= box.x0() && x <= box.x1() && y >= box.y0() && y <= box.y1() ? in : out;
        }
        return values;
    }

    private static EvaluatedImage observation(String id, int label, double[] map) {
        byte[] mask = new byte[GRID * GRID];
        double[] object = inside(OBJECT, 1, 0);
        for (int i = 0; i < mask.length; i++) {
            mask[i] = (byte) object[i];
        }
        Box box = new Box(OBJECT.x0(), OBJECT.y0(), OBJECT.x1() + 1, OBJECT.y1() + 1);
        GroundTruth sample = Samples.withMask(id, label, List.of(box), new Mask(GRID, GRID, mask));
        float[] scores = new float[10];
        scores[label] = 1;
        return EvaluatedImage.ofMap(sample, new ScoreMap(map, GRID, GRID))
                .withScores(scores)
                .withConfidences(FAITHFUL);
    }

    private static List<EvaluatedImage> randomObservations(int count) {
        SplittableRandom random = new SplittableRandom(11);
        List<EvaluatedImage> observations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int left = random.nextInt(40);
            int top = random.nextInt(30);
            Box box = new Box(left, top, left + random.nextInt(10, 60), top + random.nextInt(10, 50));
            byte[] mask = new byte[100 * 80];
            for (int pixel = 0; pixel < mask.length; pixel++) {
                boolean object = box.iou(new Box(pixel % 100, pixel / 100, pixel % 100, pixel / 100)) > 0;
                mask[pixel] = random.nextInt(10) == 0 ? Mask.IGNORE : (byte) (object ? 1 : 0);
            }
            GroundTruth sample =
                    Samples.withMask("image" + i, random.nextInt(3), List.of(box), new Mask(80, 100, mask));
            float[] scores = new float[8];
            for (int k = 0; k < scores.length; k++) {
                scores[k] = (float) random.nextDouble();
            }
            double[] values = random.doubles(49, -1, 1).toArray();
            observations.add(EvaluatedImage.ofMap(sample, new ScoreMap(values, 7, 7))
                    .withScores(scores)
                    .withConfidences(new PerturbationScores(
                            random.nextDouble(),
                            random.nextDouble(),
                            random.doubles(5).toArray(),
                            random.doubles(5).toArray())));
        }
        return observations;
    }
}
