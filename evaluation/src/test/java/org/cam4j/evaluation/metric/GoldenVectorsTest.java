package org.cam4j.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cam4j.evaluation.GroundTruth;
import org.cam4j.evaluation.Mask;
import org.cam4j.evaluation.boxes.Boxes;
import org.cam4j.evaluation.boxes.ThresholdGrid;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.scoring.Samples;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.evaluation.statistics.MetricValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything that the reference evaluator counted, counted again. */
public class GoldenVectorsTest {
    private static final Bootstrap NO_INTERVALS = new Bootstrap(0, 0);

    @ParameterizedTest
    @CsvSource({"0.001, LARGEST", "0.001, ALL", "0.01, LARGEST", "0.01, ALL"})
    void everyCountAtEveryThresholdIsEqual(double interval, Boxes.Contours contours) throws IOException {
        JsonNode golden = Golden.read("box_eval.json");
        ThresholdGrid thresholds = new ThresholdGrid(interval);
        JsonNode expected = golden.get("expected")
                .get("interval=%s,multi=%s".formatted(interval, contours == Boxes.Contours.ALL ? "True" : "False"));
        List<EvaluatedImage> observations = observations(golden);
        int[] weights = new int[observations.size()];
        int[] gate = new int[observations.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = 1;
            gate[i] = golden.get("cases").get(i).get("cls_correct").asBoolean() ? 1 : 0;
        }
        for (int delta : new int[] {30, 50, 70}) {
            List<ThresholdHits> hits = new ArrayList<>();
            for (EvaluatedImage observation : observations) {
                hits.add(ThresholdHits.of(
                        observation.bestIou(contours), delta / 100.0, observation.maximum(), thresholds));
            }
            assertThat(ThresholdHits.count(hits, weights, thresholds))
                    .as("delta %d", delta)
                    .isEqualTo(integers(expected.get("num_correct").get("iou" + delta)));
            assertThat(ThresholdHits.count(hits, gate, thresholds))
                    .as("delta %d with the class gate", delta)
                    .isEqualTo(integers(expected.get("num_correct_and_cls").get("iou" + delta)));
        }
    }

    @ParameterizedTest
    @CsvSource({"0.001, LARGEST", "0.001, ALL", "0.01, LARGEST", "0.01, ALL"})
    void maxBoxAccIsEqual(double interval, Boxes.Contours contours) throws IOException {
        JsonNode golden = Golden.read("box_eval.json");
        JsonNode expected = golden.get("expected")
                .get("interval=%s,multi=%s".formatted(interval, contours == Boxes.Contours.ALL ? "True" : "False"));
        Metric metric = new MaxBoxAcc(contours, new ThresholdGrid(interval));
        Metric.State state = metric.start();
        observations(golden).forEach(state::add);
        List<Double> values = state.results(NO_INTERVALS).values().stream()
                .map(MetricValue::value)
                .toList();
        assertThat(values).hasSize(4);
        assertThat(values.get(0))
                .isCloseTo(expected.get("max_box_acc").get("30").asDouble(), within(1e-9));
        assertThat(values.get(1))
                .isCloseTo(expected.get("max_box_acc").get("50").asDouble(), within(1e-9));
        assertThat(values.get(2))
                .isCloseTo(expected.get("max_box_acc").get("70").asDouble(), within(1e-9));
        assertThat(values.get(3)).isCloseTo(expected.get("mean").asDouble(), within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({"LARGEST, False", "ALL, True"})
    void bestIouAtOneFifthIsEqual(Boxes.Contours contours, String multi) throws IOException {
        JsonNode golden = Golden.read("box_eval.json");
        JsonNode expected =
                golden.get("expected").get("interval=0.001,multi=" + multi).get("best_iou_at_thr_0_2");
        List<EvaluatedImage> observations = observations(golden);
        for (int i = 0; i < observations.size(); i++) {
            EvaluatedImage observation = observations.get(i);
            assertThat(observation.bestIou(contours)[ThresholdGrid.level(0.2, observation.maximum())])
                    .as("case %d", i)
                    .isEqualTo(expected.get(i).asDouble());
        }
    }

    @Test
    void groundTruthBoxesOnTheGridAreEqual() throws IOException {
        JsonNode golden = Golden.read("box_eval.json");
        List<EvaluatedImage> observations = observations(golden);
        for (int i = 0; i < observations.size(); i++) {
            assertThat(observations.get(i).truth())
                    .isEqualTo(Golden.boxes(golden.get("cases").get(i).get("gt_boxes_224")));
        }
    }

    @Test
    void pixelAveragePrecisionIsEqual() throws IOException {
        JsonNode maps = Golden.read("box_eval.json").get("cases");
        JsonNode golden = Golden.read("pxap.json");
        Metric.State state = new PixelAveragePrecision(ThresholdGrid.REFERENCE).start();
        for (JsonNode entry : golden.get("cases")) {
            int index = entry.get("case").asInt();
            Mask mask = mask(entry.get("mask20"), entry.get("ignore20"));
            GroundTruth sample = Samples.withMask("%03d".formatted(index), 0, List.of(), mask);
            state.add(EvaluatedImage.ofMap(sample, Golden.map(maps.get(index).get("raw"))));
        }
        assertThat(state.results(NO_INTERVALS).get("pxap"))
                .extracting(MetricValue::value)
                .satisfies(
                        value -> assertThat(value).isCloseTo(golden.get("pxap").asDouble(), within(1e-9)));
    }

    /** What is object stays object; of the rest, what is to be ignored is neither. */
    private static Mask mask(JsonNode object, JsonNode ignore) {
        int side = object.size();
        byte[] pixels = new byte[side * side];
        for (int i = 0; i < pixels.length; i++) {
            boolean ignored = ignore.get(i / side).get(i % side).asInt() == 1;
            pixels[i] = object.get(i / side).get(i % side).asInt() == 1 ? 1 : ignored ? Mask.IGNORE : 0;
        }
        return new Mask(side, side, pixels);
    }

    private static List<EvaluatedImage> observations(JsonNode golden) {
        List<EvaluatedImage> observations = new ArrayList<>();
        JsonNode cases = golden.get("cases");
        for (int i = 0; i < cases.size(); i++) {
            observations.add(EvaluatedImage.ofMap(
                    Golden.sample(i, cases.get(i)), Golden.map(cases.get(i).get("raw"))));
        }
        return observations;
    }

    private static int[] integers(JsonNode list) {
        int[] values = new int[list.size()];
        Arrays.setAll(values, i -> list.get(i).asInt());
        return values;
    }
}
