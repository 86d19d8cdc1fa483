package org.cam4j.training.localize;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.format.Datasets;
import org.cam4j.evaluation.baseline.TrivialBaselines;
import org.cam4j.evaluation.maps.Normalizer;
import org.cam4j.evaluation.metric.Metrics;
import org.cam4j.evaluation.scoring.Evaluation;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.RealData;
import org.cam4j.training.head.Heads;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.cam4j.training.protocol.EvaluationTask;
import org.cam4j.training.protocol.ModelEvaluation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A published network on real images recognizes the class sooner, and loses it sooner, in the order of its class activation map than in a random one. */
@Tag("long")
class FaithfulnessIT {
    private static final int IMAGES = 16;

    @Test
    void classActivationMapsAreMoreFaithfulThanRandomOnes() throws IOException {
        Kernels.switchOn();
        List<Sample> all =
                Datasets.byId("ilsvrc").open(RealData.find("ilsvrc-val"), 1).samples(Split.TEST);
        List<Sample> samples = IntStream.range(0, IMAGES)
                .mapToObj(i -> all.get(i * all.size() / IMAGES))
                .toList();
        CamModel model = Networks.create(NetworkSpec.of("squeezenet1_0", Heads.ORIGINAL, List.of())
                .weights(RealData.find("weights/squeezenet1_0-imagenet.safetensors")));
        ModelEvaluation evaluation =
                new ModelEvaluation(Normalizer.MINMAX, new Bootstrap(10, 1), Optional.empty(), 2, true);

        Map<String, Evaluation.Result> results = evaluation.run(
                model,
                samples,
                List.of(CamMethods.byId("cam")),
                List.of(TrivialBaselines.random(1)),
                id -> Metrics.all(),
                EvaluationTask.UNOBSERVED,
                done -> {});

        assertThat(value(results, "cam", "insertion_auc")).isGreaterThan(value(results, "random", "insertion_auc"));
        assertThat(value(results, "cam", "deletion_auc")).isLessThan(value(results, "random", "deletion_auc"));
    }

    private static double value(Map<String, Evaluation.Result> results, String method, String key) {
        Evaluation.Result result = Objects.requireNonNull(results.get(method), method);
        return Objects.requireNonNull(result.metrics().get(key), key).value();
    }
}
