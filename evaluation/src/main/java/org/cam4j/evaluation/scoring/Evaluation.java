package org.cam4j.evaluation.scoring;

import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cam4j.evaluation.Skipped;
import org.cam4j.evaluation.metric.Metric;
import org.cam4j.evaluation.metric.MetricKey;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.evaluation.statistics.ImageValues;
import org.cam4j.evaluation.statistics.MetricValue;

/**
 * Measures images under several metrics. {@link #add} may be called from many threads at once, so that {@code observations.parallel().forEach(evaluation::add)}
 * uses all cores; the result is the same whatever the order. Maps are not kept: of every image
 * stay its id and, under each metric, a few bytes.
 */
public final class Evaluation {
    private final List<Metric> metrics;
    private final List<Metric.State> states;
    private final Bootstrap bootstrap;
    private final Set<ImageValues.Key> seen = new HashSet<>();
    private final List<Skipped> skipped = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private int images;

    /** An empty evaluation. */
    public Evaluation(List<Metric> metrics, Bootstrap bootstrap) {
        this.metrics = List.copyOf(metrics);
        this.states = metrics.stream().map(Metric::start).toList();
        this.bootstrap = bootstrap;
    }

    /**
     * The result of an evaluation.
     *
     * @param images observations that count
     * @param skipped what was left out, and why
     * @param metrics values by key, in the order of the metrics
     * @param thresholds the selected threshold of each key that selects one over these images
     * @param warnings predictions that count, but should not be as they are; each names its image
     * @param perImage what each image contributes to the keys that are a mean over images
     */
    public record Result(
            int images,
            List<Skipped> skipped,
            Map<String, MetricValue> metrics,
            Map<String, Double> thresholds,
            List<String> warnings,
            Map<String, ImageValues> perImage) {
        /** The selected threshold of a key; empty where no image could be localized. */
        public Optional<Double> threshold(MetricKey key) {
            return Optional.ofNullable(thresholds.get(key.id()));
        }
    }

    /**
     * The counts of a part of the images, to be sent to another process.
     *
     * @param states of the metrics, in their order
     * @param seen which measurements were tried
     */
    public record Counts(
            List<Metric.State> states,
            Set<ImageValues.Key> seen,
            List<Skipped> skipped,
            List<String> warnings,
            int images)
            implements Serializable {}

    /** The counts so far. */
    public synchronized Counts counts() {
        return new Counts(
                new ArrayList<>(states),
                new HashSet<>(seen),
                new ArrayList<>(skipped),
                new ArrayList<>(warnings),
                images);
    }

    /**
     * Adds what an evaluation under the same metrics has counted of other images; the result is that of one evaluation of all of them.
     *
     * @throws IllegalArgumentException that names an image which both have counted; nothing is added then
     */
    public synchronized void merge(Counts part) {
        for (ImageValues.Key image : part.seen()) {
            if (seen.contains(image)) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "Image '%s' with label %d is in two parts; expected that each image is counted once.",
                        image.id(),
                        image.label()));
            }
        }
        if (part.states().size() != states.size()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Part of %d metrics; expected those %d that this evaluation has.",
                    part.states().size(),
                    states.size()));
        }
        seen.addAll(part.seen());
        for (int i = 0; i < states.size(); i++) {
            states.get(i).merge(part.states().get(i));
        }
        skipped.addAll(part.skipped());
        warnings.addAll(part.warnings());
        images += part.images();
    }

    /** Measures an image; one whose mask cannot be read, or that comes twice with the same label, is left out and listed. */
    public void add(EvaluatedImage observation) {
        synchronized (this) {
            if (!seen.add(new ImageValues.Key(observation.id(), observation.label()))) {
                skipped.add(new Skipped(
                        observation.id(),
                        String.format(
                                Locale.ROOT, "comes twice with label %d; the first one counts", observation.label())));
                return;
            }
        }
        List<Metric.State> own = metrics.stream().map(Metric::start).toList();
        try {
            for (Metric.State state : own) {
                state.add(observation);
            }
        } catch (UncheckedIOException | IllegalArgumentException failure) {
            skip(new Skipped(observation.id(), String.valueOf(failure.getMessage())));
            return;
        }
        synchronized (this) {
            for (int i = 0; i < states.size(); i++) {
                states.get(i).merge(own.get(i));
            }
            warnings.addAll(observation.warnings());
            images++;
        }
    }

    /** Lists an image that could not be read or predicted. */
    public synchronized void skip(Skipped image) {
        skipped.add(image);
    }

    /** The result so far. */
    public synchronized Result finish() {
        Map<String, MetricValue> values = new LinkedHashMap<>();
        Map<String, Double> thresholds = new LinkedHashMap<>();
        Map<String, ImageValues> perImage = new LinkedHashMap<>();
        for (Metric.State state : states) {
            values.putAll(state.results(bootstrap));
            thresholds.putAll(state.thresholds());
            perImage.putAll(state.perImage());
        }
        return new Result(
                images,
                skipped.stream()
                        .sorted(Comparator.comparing(Skipped::id).thenComparing(Skipped::reason))
                        .toList(),
                Collections.unmodifiableMap(values),
                Collections.unmodifiableMap(thresholds),
                warnings.stream().sorted().toList(),
                Collections.unmodifiableMap(perImage));
    }
}
