package org.cam4j.evaluation.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.GroundTruth;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.boxes.Boxes;
import org.cam4j.evaluation.boxes.ThresholdGrid;
import org.cam4j.evaluation.maps.NormalizedMap;
import org.cam4j.evaluation.maps.Normalizer;
import org.cam4j.evaluation.metric.Metric;
import org.cam4j.evaluation.metric.Metrics;
import org.cam4j.evaluation.metric.ThresholdPolicy;
import org.cam4j.evaluation.scoring.Evaluation;
import org.cam4j.evaluation.scoring.EvaluationGrid;
import org.cam4j.evaluation.scoring.Samples;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.evaluation.statistics.MetricValue;
import org.cam4j.evaluation.statistics.ThresholdSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every protocol of the catalog must fulfill. */
class ProtocolsContractTest {
    private static final Bootstrap DRAWS = new Bootstrap(20, 1);
    private static final int SIZE = 300;
    private static final Box OBJECT = new Box(80, 60, 210, 240);

    static List<Protocol> protocols() {
        return Protocols.all();
    }

    /** But for the automatic policies: to them the ringing of a hard edge that was resized is a boundary of its own. */
    @ParameterizedTest
    @MethodSource("protocols")
    void aPerfectMapIsFoundUnderEveryNormalizerAndGivenThreshold(Protocol protocol) {
        for (Normalizer normalizer : List.of(Normalizer.MINMAX, Normalizer.MAX, Normalizer.IVR)) {
            measured(protocol, normalizer, List.of(observation(2, -1))).forEach((key, value) -> {
                if (value.chosenOn() != ThresholdSource.EACH_IMAGE) {
                    assertThat(value.value()).as(key + " " + normalizer).isEqualTo(100);
                }
            });
        }
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void aMapOfOneValueIsNeverRight(Protocol protocol) {
        for (Normalizer normalizer : Normalizer.ofRawMaps()) {
            assertThat(measured(protocol, normalizer, List.of(observation(3, 3)))
                            .values())
                    .allSatisfy(value -> assertThat(value.value()).isZero());
        }
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void everyThresholdOfTheReferenceHasAnOverlap(Protocol protocol) {
        for (Normalizer normalizer : Normalizer.ofRawMaps()) {
            for (EvaluatedImage observation : random(3)) {
                IouCurve curve = observation.withNormalizer(normalizer).curve(protocol);
                for (int i = 0; i < ThresholdGrid.REFERENCE.count(); i++) {
                    assertThat(curve.at(ThresholdGrid.REFERENCE.value(i))).isBetween(0.0, 1.0);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void aGivenBoxIsTheSameAtEveryThreshold(Protocol protocol) {
        EvaluatedImage given = EvaluatedImage.ofBox(
                observation(2, -1).sample(), OBJECT.scaled(SIZE, SIZE, NormalizedMap.GRID, NormalizedMap.GRID));
        assertThat(given.curve(protocol).at(0)).isGreaterThan(0.9);
        assertThat(given.curve(protocol).at(0.999))
                .isEqualTo(given.curve(protocol).at(0));
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void theOracleIsAboveTheBestIsAboveTheStated(Protocol protocol) {
        Map<String, MetricValue> values = measured(protocol, Normalizer.MINMAX, random(12));
        for (String name : new String[] {"gt_known_loc.", "top1_loc.", "top5_loc."}) {
            double best = value(values, name + "best");
            assertThat(value(values, name + "oracle")).isGreaterThanOrEqualTo(best);
            for (String policy : new String[] {"fixed-0.20", "fixed-0.15", "validation"}) {
                assertThat(best).isGreaterThanOrEqualTo(value(values, name + policy));
            }
            assertThat(value(values, name + "oracle")).isGreaterThanOrEqualTo(value(values, name + "automatic"));
        }
        assertThat(value(values, "gt_known_loc.oracle")).isGreaterThanOrEqualTo(value(values, "top5_loc.oracle"));
        assertThat(value(values, "top5_loc.oracle")).isGreaterThanOrEqualTo(value(values, "top1_loc.oracle"));
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void aStatedThresholdHasItsKey(Protocol protocol) {
        protocol.threshold("ilsvrc")
                .ifPresent(threshold -> assertThat(measured(protocol, protocol.normalizer(), random(2)))
                        .containsKey("gt_known_loc."
                                + ThresholdPolicy.fixed(threshold).id()));
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void aDescriptionIsOneSentenceAndTheIdFindsIt(Protocol protocol) {
        assertThat(protocol.description()).endsWith(".").doesNotContain("\n");
        assertThat(Protocols.byId(protocol.id())).isSameAs(protocol);
    }

    @Test
    void anUnknownIdNamesTheKnownOnes() {
        assertThatThrownBy(() -> Protocols.byId("wsol")).hasMessageContaining("wsoleval, zhou2016");
    }

    @Test
    void theDefaultIsTheReferenceToTheLastBit() {
        for (EvaluatedImage observation : random(10)) {
            IouCurve curve = observation.curve(Protocols.DEFAULT);
            double[] expected = observation.bestIou(Boxes.Contours.LARGEST);
            for (int i = 0; i < ThresholdGrid.REFERENCE.count(); i++) {
                double threshold = ThresholdGrid.REFERENCE.value(i);
                assertThat(curve.at(threshold))
                        .isEqualTo(expected[ThresholdGrid.level(threshold, observation.maximum())]);
            }
        }
    }

    @Test
    void aGridGivesWhatEachEvaluatorGivesAlone() {
        Map<EvaluationGrid.Cell, Double> chosen = grid(Map.of(), random(5)).thresholds();
        List<EvaluatedImage> observations = random(8);
        Map<EvaluationGrid.Cell, Evaluation.Result> cells =
                grid(chosen, observations).finish();
        assertThat(cells)
                .hasSize(Protocols.all().size() * Normalizer.ofRawMaps().size());
        cells.forEach((cell, result) -> {
            Evaluation alone = new Evaluation(
                    Metrics.all(
                            ThresholdGrid.REFERENCE,
                            cell.protocol(),
                            Metrics.policies(cell.protocol(), "ilsvrc", Optional.ofNullable(chosen.get(cell)))),
                    DRAWS);
            observations.forEach(observation -> alone.add(observation.withNormalizer(cell.normalizer())));
            assertThat(result.images()).isEqualTo(8);
            assertThat(result.metrics()).isNotEmpty();
            assertThat(alone.finish().metrics()).containsAllEntriesOf(result.metrics());
        });
    }

    private static EvaluationGrid grid(Map<EvaluationGrid.Cell, Double> chosen, List<EvaluatedImage> observations) {
        EvaluationGrid grid = new EvaluationGrid("ilsvrc", chosen, DRAWS);
        observations.forEach(grid::add);
        return grid;
    }

    private static double value(Map<String, MetricValue> values, String key) {
        return Objects.requireNonNull(values.get(key), key).value();
    }

    private static Map<String, MetricValue> measured(
            Protocol protocol, Normalizer normalizer, List<EvaluatedImage> observations) {
        List<Metric> metrics =
                Metrics.all(ThresholdGrid.REFERENCE, protocol, Metrics.policies(protocol, "ilsvrc", Optional.of(0.3)))
                        .stream()
                        .filter(metric -> metric.id().contains("_loc."))
                        .toList();
        Evaluation evaluation = new Evaluation(metrics, DRAWS);
        observations.forEach(observation -> evaluation.add(observation.withNormalizer(normalizer)));
        return evaluation.finish().metrics();
    }

    private static EvaluatedImage observation(double in, double out) {
        double[] values = new double[SIZE * SIZE];
        for (int i = 0; i < values.length; i++) {
            int x = i % SIZE;
            int y = i / SIZE;
            boolean inside = x >= OBJECT.x0() && x <= OBJECT.x1() && y >= OBJECT.y0() && y <= OBJECT.y1();
            values[i] = inside ? in : out;
        }
        return EvaluatedImage.ofMap(
                        Samples.of("object", 0, SIZE, SIZE, List.of(OBJECT)), new ScoreMap(values, SIZE, SIZE))
                .withScores(new float[] {1, 0});
    }

    private static List<EvaluatedImage> random(int count) {
        SplittableRandom random = new SplittableRandom(5);
        List<EvaluatedImage> observations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Box box = new Box(random.nextInt(30), random.nextInt(20), random.nextInt(50, 90), random.nextInt(40, 70));
            GroundTruth sample = Samples.of("image" + i, random.nextInt(8), 90, 70, List.of(box));
            float[] scores = new float[8];
            double[] values = new double[49];
            for (int k = 0; k < 49; k++) {
                scores[k % 8] = (float) random.nextDouble();
                values[k] = 3 * random.nextDouble() - Math.hypot(k % 7 - 3, k / 7.0 - 3);
            }
            observations.add(
                    EvaluatedImage.ofMap(sample, new ScoreMap(values, 7, 7)).withScores(scores));
        }
        return observations;
    }
}
