package org.cam4j.training.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.synthetic.Parts;
import org.cam4j.evaluation.baseline.TrivialBaselines;
import org.cam4j.evaluation.metric.MetricKey;
import org.cam4j.evaluation.metric.Metrics;
import org.cam4j.evaluation.protocol.Protocols;
import org.cam4j.evaluation.scoring.Evaluation;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.evaluation.statistics.MetricValue;
import org.cam4j.evaluation.statistics.ThresholdSource;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class EvaluationTaskTest {
    private final Dataset data = Parts.open(new Parts.Options(2, 32, 0.45, 0, 0, 8, 12, 16), 1);
    private final List<CamMethod> methods = List.of(CamMethods.byId("cam"), CamMethods.byId("grad-cam"));
    private final EvaluationTask task = EvaluationTask.of(
                    Networks.create(NetworkSpec.of("mini", "gap", data.classNames())
                            .size(32, 32)
                            .seed(1)),
                    methods,
                    EvaluationRules.of(data, Protocols.DEFAULT),
                    1)
            .withTrivial(TrivialBaselines.all(data.samples(Split.TRAIN), 1))
            .withGrid(methods.subList(0, 1));

    EvaluationTaskTest() throws IOException {}

    private static Evaluation.Result of(Map<String, Evaluation.Result> results, String id) {
        return Objects.requireNonNull(results.get(id), id);
    }

    private static MetricValue value(Evaluation.Result result, MetricKey key) {
        return Objects.requireNonNull(result.metrics().get(key.id()), key.id());
    }

    @Tag("long")
    @Test
    void theThresholdThatValidationImagesGiveIsAppliedToTestImages() throws IOException {
        ChosenThresholds chosen = task.choose(data.samples(Split.VALIDATION), done -> {});
        Map<String, Evaluation.Result> validation =
                task.measure(data.samples(Split.VALIDATION), Metrics.all(), Bootstrap.NO_INTERVALS, done -> {});
        double best = of(validation, "cam").threshold(MetricKey.GT_KNOWN_BEST).orElseThrow();
        assertThat(chosen.of("cam")).hasValue(best);
        assertThat(chosen.thresholds()).containsKeys("cam", "grad-cam", "random");
        assertThat(chosen.grid("cam")).isNotEmpty();
        assertThat(chosen.grid("grad-cam")).isEmpty();

        ConcurrentLinkedQueue<String> observed = new ConcurrentLinkedQueue<>();
        List<Sample> test = data.samples(Split.TEST);
        EvaluationTask.Outcome outcome = task.measure(test, chosen, (id, image) -> observed.add(id), done -> {});
        assertThat(observed).hasSize(2 * test.size()).containsOnly("cam", "grad-cam");
        assertThat(outcome.cells()).containsOnlyKeys("cam");
        Evaluation.Result cam = of(outcome.results(), "cam");
        assertThat(value(cam, MetricKey.GT_KNOWN_VALIDATION).chosenOn()).isEqualTo(ThresholdSource.VALIDATION);
        assertThat(value(cam, MetricKey.GT_KNOWN_VALIDATION).value())
                .isLessThanOrEqualTo(value(cam, MetricKey.GT_KNOWN_BEST).value());
    }

    @Test
    void withoutOtherImagesEachHalfChoosesForTheOther() throws IOException {
        Map<String, Evaluation.Result> results = task.measureTwoFold(data.samples(Split.TEST), done -> {});
        assertThat(of(results, "cam").metrics())
                .containsKeys(MetricKey.GT_KNOWN_VALIDATION.id(), MetricKey.TOP1_LOC_VALIDATION.id());
        assertThat(of(results, "random").metrics()).doesNotContainKey(MetricKey.GT_KNOWN_VALIDATION.id());
        assertThat(results.keySet()).startsWith("cam", "grad-cam");
    }
}
