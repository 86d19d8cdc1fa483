package org.cam4j.experiments.reproduce.claim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.evaluation.statistics.Comparison;
import org.cam4j.evaluation.statistics.Difference;
import org.cam4j.evaluation.statistics.ImageValues;
import org.cam4j.evaluation.statistics.MetricValue;
import org.cam4j.evaluation.statistics.SeedInterval;
import org.cam4j.experiments.reproduce.run.RunResult;
import org.cam4j.experiments.reproduce.run.RunSpec;

/**
 * The finished runs of an experiment.
 *
 * @param runs by the name of their {@link RunSpec}, one for each seed
 * @param notRun why a run was left out, by its name
 */
public record Results(Map<String, List<RunResult>> runs, Map<String, String> notRun) {
    public Results {
        runs = new LinkedHashMap<>(runs);
        notRun = new LinkedHashMap<>(notRun);
    }

    /** Where no run was left out. */
    public Results(Map<String, List<RunResult>> runs) {
        this(runs, Map.of());
    }

    /** Why a value was not measured, where its run was left out. */
    Optional<String> whyNotRun(MetricRef measure) {
        return Optional.ofNullable(notRun.get(measure.run()));
    }

    /** Whether the value was measured. */
    public boolean has(MetricRef measure) {
        List<RunResult> results = runs.getOrDefault(measure.run(), List.of());
        return !results.isEmpty()
                && results.stream().allMatch(result -> {
                    Comparison.Run method = result.methods().get(measure.method());
                    return method != null && method.metrics().containsKey(measure.key());
                });
    }

    /**
     * The value over all its runs. Its interval is the wider of those over seeds and over the images of a run: seeds that measure the same images do not know how other
     * images would have come out. Where every seed measures other images it is somewhat too wide.
     *
     * @throws IllegalArgumentException when no run has it
     */
    public Estimate estimate(MetricRef measure) {
        double[] values = values(measure);
        MetricValue first = value(runs(measure).get(0), measure);
        boolean dirty = runs(measure).stream().anyMatch(RunResult::dirty);
        if (values.length < 2) {
            return new Estimate(first.value(), first.low(), first.high(), 1, first.usesTestLabels(), dirty);
        }
        SeedInterval seeds = SeedInterval.of(values);
        List<MetricValue> overImages =
                runs(measure).stream().map(result -> value(result, measure)).toList();
        double below = overImages.stream()
                .mapToDouble(run -> run.value() - run.low())
                .average()
                .orElse(0);
        double above = overImages.stream()
                .mapToDouble(run -> run.high() - run.value())
                .average()
                .orElse(0);
        return new Estimate(
                seeds.mean(),
                Math.min(seeds.low(), seeds.mean() - below),
                Math.max(seeds.high(), seeds.mean() + above),
                values.length,
                first.usesTestLabels(),
                dirty);
    }

    /** The value, or how much higher it is than another, with the wider of the intervals over seeds and over images. */
    Estimate estimate(MetricRef measure, Optional<MetricRef> minus) {
        Estimate value = estimate(measure);
        if (minus.isEmpty()) {
            return value;
        }
        Estimate subtracted = estimate(minus.get());
        Contrast contrast = contrast(minus.get(), measure);
        Difference images = contrast.images();
        Difference difference = contrast.seeds().orElse(images);
        return new Estimate(
                difference.value(),
                Math.min(difference.low(), images.low()),
                Math.max(difference.high(), images.high()),
                Math.min(value.runs(), subtracted.runs()),
                value.usesTestLabels() || subtracted.usesTestLabels(),
                value.dirty() || subtracted.dirty());
    }

    /**
     * {@code to - from}. Over images: the mean of every image over the runs that measured it, in pairs, by the bootstrap and McNemar's test; from the two intervals
     * where single images are not known. Over seeds: by Student's t in pairs where both have the same seeds, which share their data, else by Welch's.
     */
    public Contrast contrast(MetricRef from, MetricRef to) {
        double[] a = values(from);
        double[] b = values(to);
        Optional<Difference> seeds = Optional.empty();
        if (a.length >= 2 && a.length == b.length) {
            seeds = Optional.of(SeedInterval.pairedDifference(a, b));
        } else if (a.length >= 2 && b.length >= 2) {
            seeds = Optional.of(SeedInterval.difference(a, b));
        }
        return new Contrast(from, to, overImages(from, to), seeds);
    }

    private Difference overImages(MetricRef from, MetricRef to) {
        Map<ImageValues.Key, Double> a = perImage(from);
        Map<ImageValues.Key, Double> b = perImage(to);
        TreeSet<ImageValues.Key> common = new TreeSet<>(a.keySet());
        common.retainAll(b.keySet());
        if (common.isEmpty()) {
            return Difference.unpaired(value(runs(from).get(0), from), value(runs(to).get(0), to));
        }
        double[] first = common.stream()
                .mapToDouble(image -> Objects.requireNonNull(a.get(image)))
                .toArray();
        double[] second = common.stream()
                .mapToDouble(image -> Objects.requireNonNull(b.get(image)))
                .toArray();
        Difference share = Difference.paired(first, second, Bootstrap.STANDARD);
        return new Difference(100 * share.value(), 100 * share.low(), 100 * share.high(), share.p());
    }

    private Map<ImageValues.Key, Double> perImage(MetricRef measure) {
        Map<ImageValues.Key, double[]> sums = new TreeMap<>();
        for (RunResult result : runs(measure)) {
            ImageValues values = method(result, measure).perImage().get(measure.key());
            for (int i = 0; values != null && i < values.values().length; i++) {
                double value = values.values()[i];
                double[] sum = sums.computeIfAbsent(values.images().get(i), key -> new double[2]);
                sum[0] += value;
                sum[1]++;
            }
        }
        Map<ImageValues.Key, Double> means = new TreeMap<>();
        sums.forEach((image, sum) -> means.put(image, sum[0] / sum[1]));
        return means;
    }

    private double[] values(MetricRef measure) {
        return runs(measure).stream()
                .mapToDouble(result -> value(result, measure).value())
                .toArray();
    }

    private List<RunResult> runs(MetricRef measure) {
        List<RunResult> results = runs.getOrDefault(measure.run(), List.of());
        if (results.isEmpty()) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "No run '%s'; there are %s.", measure.run(), runs.keySet()));
        }
        return results;
    }

    private static Comparison.Run method(RunResult result, MetricRef measure) {
        Comparison.Run method = result.methods().get(measure.method());
        if (method == null) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Run '%s' has no method '%s'; it has %s.",
                    measure.run(),
                    measure.method(),
                    result.methods().keySet()));
        }
        return method;
    }

    private static MetricValue value(RunResult result, MetricRef measure) {
        Map<String, MetricValue> metrics = method(result, measure).metrics();
        MetricValue value = metrics.get(measure.key());
        if (value == null) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Run '%s' has no value '%s' of '%s'; it has %s.",
                    measure.run(),
                    measure.key(),
                    measure.method(),
                    metrics.keySet()));
        }
        return value;
    }
}
