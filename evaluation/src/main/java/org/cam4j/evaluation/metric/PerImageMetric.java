package org.cam4j.evaluation.metric;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.evaluation.statistics.ImageValues;
import org.cam4j.evaluation.statistics.MetricValue;

/**
 * A metric that keeps one small record of every image and computes its values from the records and how often each counts.
 *
 * @param <R> what is kept of an image; serializable
 */
abstract class PerImageMetric<R> implements Metric {
    /** What is kept of an image; empty where the image lacks what the metric needs. */
    abstract Optional<R> measure(EvaluatedImage observation);

    /**
     * One value for every key; NaN where it is not defined.
     *
     * @param records what was kept, at least one
     * @param weights how often each record counts
     */
    abstract double[] values(List<R> records, int[] weights);

    /** The selected threshold of each key that selects one. */
    Map<String, Double> thresholds(List<R> records) {
        return Map.of();
    }

    /** For each key whose value is 100 times the mean over the images what each record contributes to it; see {@link State#perImage}. */
    Map<String, double[]> contributions(List<R> records) {
        return Map.of();
    }

    @Override
    public final State start() {
        return new Records<>(this);
    }

    private record Entry<R>(ImageValues.Key image, R record) implements Serializable {}

    private static final class Records<R> implements State {
        private final transient PerImageMetric<R> metric;
        private final String id;
        private final List<Entry<R>> entries = new ArrayList<>();

        Records(PerImageMetric<R> metric) {
            this.metric = metric;
            this.id = metric.id();
        }

        @Override
        public void add(EvaluatedImage observation) {
            metric.measure(observation)
                    .ifPresent(record -> entries.add(
                            new Entry<>(new ImageValues.Key(observation.id(), observation.label()), record)));
        }

        @Override
        @SuppressWarnings("unchecked") // the same id is the same metric, which keeps the same records
        public void merge(State other) {
            if (!(other instanceof Records<?> records) || !records.id.equals(id)) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "Metric '%s': only states of the same metric can be merged.", id));
            }
            entries.addAll(((Records<R>) records).entries);
        }

        @Override
        public Map<String, MetricValue> results(Bootstrap bootstrap) {
            Map<String, MetricValue> results = new LinkedHashMap<>();
            List<R> records = sorted();
            if (records.isEmpty()) {
                return results;
            }
            Bootstrap.Interval[] intervals = bootstrap.intervals(records.size(), w -> metric.values(records, w));
            for (int i = 0; i < intervals.length; i++) {
                Bootstrap.Interval found = intervals[i];
                if (!Double.isNaN(found.value())) {
                    results.put(
                            metric.keys().get(i),
                            new MetricValue(found.value(), found.low(), found.high(), metric.chosenOn()));
                }
            }
            return results;
        }

        @Override
        public Map<String, Double> thresholds() {
            List<R> records = sorted();
            return records.isEmpty() ? Map.of() : metric.thresholds(records);
        }

        @Override
        public Map<String, ImageValues> perImage() {
            List<Entry<R>> ordered = ordered();
            if (ordered.isEmpty()) {
                return Map.of();
            }
            List<ImageValues.Key> images = ordered.stream().map(Entry::image).toList();
            Map<String, ImageValues> result = new LinkedHashMap<>();
            metric.contributions(ordered.stream().map(Entry::record).toList())
                    .forEach((key, values) -> result.put(key, new ImageValues(images, values)));
            return result;
        }

        private List<R> sorted() {
            return ordered().stream().map(Entry::record).toList();
        }

        /** In an order that does not depend on that of the images. */
        private List<Entry<R>> ordered() {
            return entries.stream()
                    .sorted(Comparator.comparing((Entry<R> entry) -> entry.image()))
                    .toList();
        }
    }

    /** Every record once. */
    static int[] once(List<?> records) {
        int[] weights = new int[records.size()];
        Arrays.fill(weights, 1);
        return weights;
    }

    static long sum(int[] weights) {
        long sum = 0;
        for (int weight : weights) {
            sum += weight;
        }
        return sum;
    }
}
