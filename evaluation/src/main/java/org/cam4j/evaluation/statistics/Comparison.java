package org.cam4j.evaluation.statistics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A comparison of two sides, metric by metric; each side is one run or several that differ in their seed only.
 *
 * @param rows one for every key that all runs have, in the order of the first run
 * @param common images that all runs of both sides measured
 * @param onlyA images that only the first side measured
 * @param onlyB images that only the second side measured
 */
public record Comparison(List<Row> rows, int common, int onlyA, int onlyB) {
    /**
     * One run.
     *
     * @param metrics by key
     * @param perImage contributions of the images by key; keys may be missing
     * @param images all that were measured; empty where that is not known
     */
    public record Run(
            Map<String, MetricValue> metrics, Map<String, ImageValues> perImage, Set<ImageValues.Key> images) {}

    /** How the difference over images was computed. */
    public enum Test {
        /** Paired; p by McNemar's exact test. */
        MCNEMAR,
        /** Paired; p by the bootstrap. */
        BOOTSTRAP,
        /** From the two intervals, since values of single images are missing. */
        UNPAIRED
    }

    /** Over the runs of both sides, where each has at least two. */
    public record Seeds(SeedInterval a, SeedInterval b, Difference difference) {}

    /**
     * One key.
     *
     * @param a value of the first side: over the common images if paired; the mean over its runs
     * @param b value of the second side
     * @param difference b - a with its interval over images
     * @param images compared ones; 0 if unpaired
     * @param usesTestLabels whether a threshold was selected with the labels of the same images; it is held fixed here
     * @param seeds the same over runs
     */
    public record Row(
            String key,
            double a,
            double b,
            Difference difference,
            Test test,
            int images,
            boolean usesTestLabels,
            Optional<Seeds> seeds) {
        /** {@code higher} or {@code lower}, as b is to a, where p is below 5 % over images, and over runs too if there are any; else {@code not decided}. */
        public String verdict() {
            boolean decided = difference.isDecided()
                    && seeds.map(s ->
                                    s.difference().isDecided() && s.difference().value() * difference.value() > 0)
                            .orElse(true);
            return !decided ? "not decided" : difference.value() > 0 ? "higher" : "lower";
        }
    }

    /** Compares two sides of at least one run each. */
    public static Comparison of(List<Run> a, List<Run> b, Bootstrap bootstrap) {
        Set<ImageValues.Key> ofA = shared(a, Run::images);
        Set<ImageValues.Key> ofB = shared(b, Run::images);
        Set<ImageValues.Key> common = new TreeSet<>(ofA);
        common.retainAll(ofB);
        List<Row> rows = new ArrayList<>();
        List<Run> all = new ArrayList<>(a);
        all.addAll(b);
        for (String key : a.get(0).metrics().keySet()) {
            if (all.stream().allMatch(run -> run.metrics().containsKey(key))) {
                rows.add(row(key, a, b, bootstrap));
            }
        }
        return new Comparison(rows, common.size(), ofA.size() - common.size(), ofB.size() - common.size());
    }

    private static Row row(String key, List<Run> a, List<Run> b, Bootstrap bootstrap) {
        List<Run> all = new ArrayList<>(a);
        all.addAll(b);
        boolean usesTestLabels = all.stream().anyMatch(run -> metric(run, key).usesTestLabels());
        Optional<Seeds> seeds = a.size() < 2 || b.size() < 2
                ? Optional.empty()
                : Optional.of(new Seeds(
                        SeedInterval.of(values(a, key)),
                        SeedInterval.of(values(b, key)),
                        SeedInterval.difference(values(a, key), values(b, key))));
        boolean perImage = all.stream().allMatch(run -> run.perImage().containsKey(key));
        Set<ImageValues.Key> images =
                perImage ? shared(all, run -> contributions(run, key).images()) : Set.of();
        if (images.isEmpty()) {
            MetricValue first = mean(a, key);
            MetricValue second = mean(b, key);
            Difference difference = Difference.unpaired(first, second);
            return new Row(key, first.value(), second.value(), difference, Test.UNPAIRED, 0, usesTestLabels, seeds);
        }
        double[] ofA = meanOver(a, key, images);
        double[] ofB = meanOver(b, key, images);
        Test test = Difference.areBinary(ofA) && Difference.areBinary(ofB) ? Test.MCNEMAR : Test.BOOTSTRAP;
        Difference share = Difference.paired(ofA, ofB, bootstrap);
        Difference percent = new Difference(100 * share.value(), 100 * share.low(), 100 * share.high(), share.p());
        return new Row(
                key,
                100 * SeedInterval.mean(ofA),
                100 * SeedInterval.mean(ofB),
                percent,
                test,
                images.size(),
                usesTestLabels,
                seeds);
    }

    private static Set<ImageValues.Key> shared(List<Run> runs, Function<Run, Collection<ImageValues.Key>> images) {
        Set<ImageValues.Key> shared = new TreeSet<>(images.apply(runs.get(0)));
        runs.forEach(run -> shared.retainAll(Set.copyOf(images.apply(run))));
        return shared;
    }

    /** For each image, in its order, the mean over the runs. */
    private static double[] meanOver(List<Run> runs, String key, Set<ImageValues.Key> images) {
        double[] mean = new double[images.size()];
        for (Run run : runs) {
            ImageValues values = contributions(run, key);
            Map<ImageValues.Key, Double> byImage = new HashMap<>();
            for (int i = 0; i < values.values().length; i++) {
                byImage.put(values.images().get(i), values.values()[i]);
            }
            int place = 0;
            for (ImageValues.Key image : images) {
                mean[place++] += byImage.getOrDefault(image, Double.NaN) / runs.size();
            }
        }
        return mean;
    }

    /** Means of values and ends: runs on the same images are not independent, so more of them do not narrow the interval over images. */
    private static MetricValue mean(List<Run> runs, String key) {
        double value = 0;
        double low = 0;
        double high = 0;
        for (Run run : runs) {
            MetricValue own = metric(run, key);
            value += own.value() / runs.size();
            low += own.low() / runs.size();
            high += own.high() / runs.size();
        }
        return new MetricValue(value, low, high, metric(runs.get(0), key).chosenOn());
    }

    private static double[] values(List<Run> runs, String key) {
        return runs.stream().mapToDouble(run -> metric(run, key).value()).toArray();
    }

    private static MetricValue metric(Run run, String key) {
        return present(run.metrics().get(key), key);
    }

    private static ImageValues contributions(Run run, String key) {
        return present(run.perImage().get(key), key);
    }

    private static <T> T present(@Nullable T value, String key) {
        if (value == null) {
            throw new IllegalStateException("No values of " + key);
        }
        return value;
    }
}
