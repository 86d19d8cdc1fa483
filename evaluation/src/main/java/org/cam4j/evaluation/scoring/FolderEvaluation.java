package org.cam4j.evaluation.scoring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.cam4j.evaluation.GroundTruth;
import org.cam4j.evaluation.Mask;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.Skipped;
import org.cam4j.evaluation.baseline.TrivialBaseline;
import org.cam4j.evaluation.maps.NormalizedMap;
import org.cam4j.evaluation.maps.Normalizer;
import org.cam4j.evaluation.metric.Metric;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.statistics.Bootstrap;

/**
 * Measures score maps that any program wrote, and the trivial baselines. All are measured on the same images: one whose map, mask or class scores
 * are missing or damaged is left out for all of them.
 *
 * @param normalizer from the map of the file to 0..1; the reference evaluator takes a map as it is, {@link Normalizer#NONE}, and refuses one beyond 0 to 1. On a
 *     map that reaches both 0 and 1 {@link Normalizer#MINMAX} changes no bit
 * @param metrics that need nothing but the images
 * @param bootstrap of the confidence intervals
 */
public record FolderEvaluation(Normalizer normalizer, List<Metric> metrics, Bootstrap bootstrap) {
    /**
     * What was measured.
     *
     * @param results by name, the maps first
     * @param stretched maps from 0 to 1 on the grid that do not reach both and were scaled all the same, which the reference evaluator would not have done
     */
    public record Outcome(Map<String, Evaluation.Result> results, int stretched) {}

    /**
     * Measures every sample, on all cores.
     *
     * @param name what the maps are called in the result
     * @param scores class scores by the image's id, where there are any
     * @param progress receives the number of finished samples
     */
    public Outcome run(
            String name,
            MapFolder maps,
            List<? extends GroundTruth> samples,
            List<TrivialBaseline> trivial,
            Optional<Map<String, float[]>> scores,
            LongConsumer progress) {
        Evaluation own = new Evaluation(metrics, bootstrap);
        Map<TrivialBaseline, Evaluation> beside = new LinkedHashMap<>();
        trivial.forEach(one -> beside.put(one, new Evaluation(metrics, bootstrap)));
        AtomicInteger stretched = new AtomicInteger();
        AtomicLong done = new AtomicLong();
        samples.parallelStream().forEach(listed -> {
            try {
                ScoreMap map = maps.read(listed.id());
                requireRange(map);
                GroundTruth sample = withMaskRead(listed);
                EvaluatedImage observation =
                        withScores(EvaluatedImage.ofMap(sample, map).withNormalizer(normalizer), scores);
                own.add(observation);
                beside.forEach((one, evaluation) -> evaluation.add(withScores(one.observe(sample), scores)));
                if (isStretched(map)) {
                    stretched.incrementAndGet();
                }
            } catch (IOException | UncheckedIOException | IllegalArgumentException failure) {
                Skipped skipped = new Skipped(listed.id(), String.valueOf(failure.getMessage()));
                own.skip(skipped);
                beside.values().forEach(evaluation -> evaluation.skip(skipped));
            }
            progress.accept(done.incrementAndGet());
        });
        Map<String, Evaluation.Result> results = new LinkedHashMap<>();
        results.put(name, own.finish());
        beside.forEach((one, evaluation) -> results.put(one.id(), evaluation.finish()));
        return new Outcome(results, stretched.get());
    }

    private void requireRange(ScoreMap map) {
        for (double value : map.values()) {
            if (normalizer == Normalizer.NONE && (value < 0 || value > 1)) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "found the value %s in the map; expected 0 to 1 with the normalizer none.",
                        value));
            }
        }
    }

    private boolean isStretched(ScoreMap map) {
        if (normalizer != Normalizer.MINMAX
                || map.height() != NormalizedMap.GRID
                || map.width() != NormalizedMap.GRID) {
            return false;
        }
        double minimum = map.values()[0];
        double maximum = minimum;
        for (double value : map.values()) {
            minimum = Math.min(minimum, value);
            maximum = Math.max(maximum, value);
        }
        return minimum >= 0 && maximum <= 1 && minimum < maximum && (minimum > 0 || maximum < 1);
    }

    /** The same sample with its mask in memory, since every prediction asks for it. */
    private static GroundTruth withMaskRead(GroundTruth sample) {
        if (sample.mask().isEmpty()) {
            return sample;
        }
        Mask mask = sample.mask().get().get();
        return GroundTruth.of(
                sample.id(), sample.label(), sample.width(), sample.height(), sample.boxes(), Optional.of(() -> mask));
    }

    private static EvaluatedImage withScores(EvaluatedImage observation, Optional<Map<String, float[]>> scores) {
        if (scores.isEmpty()) {
            return observation;
        }
        float[] own = scores.get().get(observation.id());
        if (own == null) {
            throw new IllegalArgumentException("no class scores are given for the image.");
        }
        return observation.withScores(own);
    }
}
