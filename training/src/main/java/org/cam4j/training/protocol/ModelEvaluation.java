package org.cam4j.training.protocol;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.cam4j.datasets.Sample;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.Skipped;
import org.cam4j.evaluation.baseline.TrivialBaseline;
import org.cam4j.evaluation.maps.NormalizedMap;
import org.cam4j.evaluation.maps.Normalizer;
import org.cam4j.evaluation.maps.Npy;
import org.cam4j.evaluation.metric.Metric;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.scoring.Evaluation;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.training.localize.MapComputer;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.run.RunFolder;

/**
 * Measures a network on samples: the maps of the ground-truth class by every method, and the trivial baselines on the same images.
 *
 * @param normalizer from raw map to 0..1
 * @param bootstrap of the confidence intervals
 * @param maps where the normalized 224x224 maps are kept, one folder a method, if at all
 * @param threads that decode images ahead of the network
 * @param faithfulness whether the network is asked about {@link PerturbedImage}s too, which costs {@value #FAITHFULNESS_PASSES} more forward passes for every
 *     map, those of trivial predictions included
 */
public record ModelEvaluation(
        Normalizer normalizer, Bootstrap bootstrap, Optional<RunFolder> maps, int threads, boolean faithfulness) {
    /** What {@link #faithfulness} costs for every image and map. */
    public static final int FAITHFULNESS_PASSES = PerturbedImage.PASSES;

    /**
     * Runs the network over the samples once.
     *
     * @param metrics of a method's or trivial prediction's id
     * @param observer gets every observation of a method with the method's id; those of several methods at the same time
     * @param progress receives the number of finished samples
     * @return a result for every method's and trivial prediction's id, in the order given
     */
    public Map<String, Evaluation.Result> run(
            CamModel model,
            List<Sample> samples,
            List<CamMethod> methods,
            List<TrivialBaseline> trivial,
            Function<String, List<Metric>> metrics,
            BiConsumer<String, EvaluatedImage> observer,
            LongConsumer progress)
            throws IOException {
        Map<String, Evaluation.Result> results = new LinkedHashMap<>();
        count(model, samples, methods, trivial, metrics, observer, progress)
                .forEach((id, evaluation) -> results.put(id, evaluation.finish()));
        return results;
    }

    /** As {@link #run}, before anything is concluded from what was counted. */
    Map<String, Evaluation> count(
            CamModel model,
            List<Sample> samples,
            List<CamMethod> methods,
            List<TrivialBaseline> trivial,
            Function<String, List<Metric>> metrics,
            BiConsumer<String, EvaluatedImage> observer,
            LongConsumer progress)
            throws IOException {
        Map<String, Evaluation> evaluations = new LinkedHashMap<>();
        methods.forEach(method -> evaluations.put(method.id(), new Evaluation(metrics.apply(method.id()), bootstrap)));
        trivial.forEach(
                baseline -> evaluations.put(baseline.id(), new Evaluation(metrics.apply(baseline.id()), bootstrap)));
        long[] done = new long[1];
        boolean classified = model.outputKind().isExclusive(); // else no class is the right one of all
        List<Skipped> skipped = new MapComputer(model, methods, threads)
                .run(samples, MapComputer.measured(model), located -> {
                    Optional<PerturbedImage> perturbed =
                            faithfulness ? Optional.of(PerturbedImage.of(model, located.pixels())) : Optional.empty();
                    Map<String, EvaluatedImage> observations = new LinkedHashMap<>();
                    located.classes()
                            .get(0)
                            .maps()
                            .forEach((id, map) -> observations.put(
                                    id,
                                    EvaluatedImage.ofMap(located.sample(), map).withNormalizer(normalizer)));
                    List<String> ofMethods = List.copyOf(observations.keySet());
                    trivial.forEach(baseline -> observations.put(baseline.id(), baseline.observe(located.sample())));
                    if (classified) {
                        observations.replaceAll((id, image) -> image.withScores(located.probabilities()));
                    }
                    // The network runs one image at a time; everything else is parallel over predictions.
                    Stream<String> ids =
                            faithfulness ? observations.keySet().stream() : observations.keySet().parallelStream();
                    ids.forEach(id -> {
                        EvaluatedImage observation = Objects.requireNonNull(observations.get(id));
                        if (ofMethods.contains(id)) {
                            observer.accept(id, observation);
                        }
                        evaluation(evaluations, id).add(asked(perturbed, observation));
                    });
                    if (maps.isPresent()) {
                        for (String id : ofMethods) {
                            save(maps.get(), id, Objects.requireNonNull(observations.get(id)));
                        }
                    }
                    progress.accept(++done[0]);
                });
        evaluations.values().forEach(evaluation -> skipped.forEach(evaluation::skip));
        return evaluations;
    }

    private static EvaluatedImage asked(Optional<PerturbedImage> perturbed, EvaluatedImage observation) {
        return perturbed.map(image -> image.observed(observation)).orElse(observation);
    }

    private static Evaluation evaluation(Map<String, Evaluation> evaluations, String id) {
        Evaluation evaluation = evaluations.get(id);
        if (evaluation == null) {
            throw new IllegalStateException("No evaluation for " + id);
        }
        return evaluation;
    }

    private static void save(RunFolder folder, String method, EvaluatedImage observation) throws IOException {
        double[] values = observation.map().orElseThrow().values();
        folder.writeBytes(
                method + "/" + observation.id() + ".npy",
                Npy.bytes(new ScoreMap(values, NormalizedMap.GRID, NormalizedMap.GRID)));
    }
}
