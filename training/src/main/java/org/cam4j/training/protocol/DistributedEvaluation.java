package org.cam4j.training.protocol;

import java.io.IOException;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.baseline.TrivialBaseline;
import org.cam4j.evaluation.baseline.TrivialBaselines;
import org.cam4j.evaluation.maps.Normalizer;
import org.cam4j.evaluation.metric.Metric;
import org.cam4j.evaluation.protocol.Protocols;
import org.cam4j.evaluation.scoring.Evaluation;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.training.localize.MapComputer;
import org.cam4j.training.model.CamModel;

/**
 * What is measured of a network, in names and numbers alone, so that it means the same in another process. The images are counted there in parts, the parts are
 * put together here, and the result is that of {@link ModelEvaluation} over all images, provided that every part but the last is a multiple of
 * {@link MapComputer#BATCH_SIZE} images.
 *
 * @param dataset its id, by which some protocols state their threshold
 * @param methods ids of {@link CamMethods}
 * @param protocol id of {@link Protocols}
 * @param choosing whether only the threshold is sought that is best for these images; without intervals
 * @param chosen thresholds that other images gave, by the method's or trivial prediction's id
 * @param faithfulness see {@link ModelEvaluation}
 * @param threads that decode images ahead of the network
 * @param seed of the random trivial map
 */
public record DistributedEvaluation(
        String dataset,
        List<String> methods,
        String protocol,
        Normalizer normalizer,
        boolean choosing,
        Map<String, Double> chosen,
        boolean faithfulness,
        int threads,
        long seed)
        implements Serializable {
    public DistributedEvaluation {
        methods = List.copyOf(methods);
        chosen = Map.copyOf(chosen);
    }

    /**
     * Runs the network over a part of the images.
     *
     * @param data the data set that they belong to
     * @return what was counted, for every method's and trivial prediction's id
     */
    public Map<String, Evaluation.Counts> count(CamModel model, Dataset data, List<Sample> part) throws IOException {
        List<CamMethod> named = methods.stream().map(CamMethods::byId).toList();
        Map<String, Evaluation.Counts> counts = new LinkedHashMap<>();
        new ModelEvaluation(normalizer, bootstrap(), Optional.empty(), threads, faithfulness)
                .count(
                        model,
                        part,
                        named,
                        TrivialBaselines.all(data.samples(Split.TRAIN), seed),
                        this::metrics,
                        EvaluationTask.UNOBSERVED,
                        done -> {})
                .forEach((id, evaluation) -> counts.put(id, evaluation.counts()));
        return counts;
    }

    /**
     * The result of all parts.
     *
     * @param parts each once, in any order
     * @return for every method's and trivial prediction's id, in the order of {@link ModelEvaluation#run}
     * @throws IllegalArgumentException when an image is in two parts
     */
    public Map<String, Evaluation.Result> result(Iterable<Map<String, Evaluation.Counts>> parts, Dataset data) {
        Map<String, Evaluation> evaluations = new LinkedHashMap<>();
        methods.forEach(id -> evaluations.put(id, new Evaluation(metrics(id), bootstrap())));
        TrivialBaselines.all(data.samples(Split.TRAIN), seed).stream()
                .map(TrivialBaseline::id)
                .forEach(id -> evaluations.put(id, new Evaluation(metrics(id), bootstrap())));
        for (Map<String, Evaluation.Counts> part : parts) {
            part.forEach((id, counts) ->
                    Objects.requireNonNull(evaluations.get(id), id).merge(counts));
        }
        Map<String, Evaluation.Result> results = new LinkedHashMap<>();
        evaluations.forEach((id, evaluation) -> results.put(id, evaluation.finish()));
        return results;
    }

    private Bootstrap bootstrap() {
        return choosing ? Bootstrap.NO_INTERVALS : Bootstrap.STANDARD;
    }

    private List<Metric> metrics(String id) {
        EvaluationRules rules = new EvaluationRules(dataset, Protocols.byId(protocol), normalizer);
        return choosing ? rules.choosing() : rules.metrics(Optional.ofNullable(chosen.get(id)));
    }
}
