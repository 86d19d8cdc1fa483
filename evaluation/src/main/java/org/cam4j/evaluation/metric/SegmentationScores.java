package org.cam4j.evaluation.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cam4j.evaluation.Mask;
import org.cam4j.evaluation.boxes.AutomaticThreshold;
import org.cam4j.evaluation.maps.NormalizedMap;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.evaluation.statistics.Comparison;
import org.cam4j.evaluation.statistics.ImageValues;
import org.cam4j.evaluation.statistics.MetricValue;
import org.cam4j.evaluation.statistics.ThresholdSource;

/**
 * The mIoU of several maps of the same images with their masks: at the stated threshold of {@value #STATED} in both ways of taking the mean ({@code miou}, pixels of a
 * class added up as {@link MeanIou} does, and {@code miou_per_image}), at other thresholds, and as the difference to one of the maps, in pairs over the images.
 *
 * <p>Keys {@code miou@0.05} to {@code miou@0.95}; {@code miou.automatic} (Zhang et al., 2022, each map alone); {@code miou.validation}, where each half of the images
 * (even and odd places) takes the threshold that is best on the other; {@code miou.best} and {@code miou.oracle}, which use the measured labels; {@code
 * miou.difference}, less the baseline's. Images without a mask, or without an object in it, do not count.
 */
public final class SegmentationScores {
    /** Meng et al., 2019, section 4.4.2. */
    public static final double STATED = 0.15;

    private static final int STEPS = 20;
    private static final int STATED_STEP = (int) Math.round(STATED * STEPS);
    private static final AutomaticThreshold AUTOMATIC = new AutomaticThreshold(AutomaticThreshold.Choice.FIRST, true);

    /** Of one image: pixels of map and object, and of the map, above each threshold k/20; the last entry is the automatic threshold's. */
    private record Counts(int label, int[] both, int[] map, int object) {
        double iou(int step) {
            return (double) both[step] / union(step);
        }

        int union(int step) {
            return map[step] + object - both[step];
        }
    }

    private final Map<String, Map<ImageValues.Key, Counts>> methods = new LinkedHashMap<>();
    private final boolean automatic;

    /** With every value. */
    public SegmentationScores() {
        this(true);
    }

    /**
     * With or without the value that takes longest.
     *
     * @param automatic whether {@code miou.automatic} is measured
     */
    public SegmentationScores(boolean automatic) {
        this.automatic = automatic;
    }

    /** Counts an image; one without a mask or an object in it is passed over. */
    public void add(String method, EvaluatedImage observation) {
        byte[] mask = observation.mask().orElse(null);
        NormalizedMap map = observation.map().orElse(null);
        if (mask == null || map == null) {
            return;
        }
        int[] both = new int[STEPS + 1];
        int[] all = new int[STEPS + 1];
        double maximum = Arrays.stream(map.values()).max().orElse(0);
        int object = 0;
        for (int i = 0; i < mask.length; i++) {
            if (mask[i] != Mask.IGNORE) {
                int level = level(map.values()[i], maximum);
                all[level]++;
                both[level] += mask[i];
                object += mask[i];
            }
        }
        if (object == 0) {
            return;
        }
        int[] bothAbove = above(both);
        int[] allAbove = above(all);
        if (automatic) {
            double threshold = observation.automaticThreshold(AUTOMATIC);
            Overlap own = Overlap.of(
                    observation.label(), observation.foreground(threshold).orElseThrow(), mask);
            bothAbove[STEPS] = own.both();
            allAbove[STEPS] = own.map();
        }
        methods.computeIfAbsent(method, key -> new TreeMap<>())
                .put(
                        new ImageValues.Key(observation.id(), observation.label()),
                        new Counts(observation.label(), bothAbove, allAbove, object));
    }

    /** How many of the thresholds 0, 1/20, ..., 19/20 of the maximum a value is greater than. */
    private static int level(double value, double maximum) {
        int level = 0;
        if (maximum > 0) {
            level = (int) Math.max(0, Math.min(STEPS, value / maximum * STEPS));
            while (level < STEPS && value > (double) level / STEPS * maximum) {
                level++;
            }
            while (level > 0 && value <= (level - 1.0) / STEPS * maximum) {
                level--;
            }
        }
        return level;
    }

    /** From counts by level to counts above each threshold; the last entry is free. */
    private static int[] above(int[] ofLevel) {
        int[] above = new int[STEPS + 1];
        int sum = 0;
        for (int step = STEPS - 1; step >= 0; step--) {
            sum += ofLevel[step + 1];
            above[step] = sum;
        }
        return above;
    }

    /** The methods that were counted, in their order. */
    public List<String> methods() {
        return List.copyOf(methods.keySet());
    }

    /** The IoU of one class at the stated threshold, its images' pixels added up, in percent; 0 where none was counted. */
    public double ofClass(String method, int label) {
        long both = 0;
        long union = 0;
        for (Counts counts : methods.getOrDefault(method, Map.of()).values()) {
            if (counts.label() == label) {
                both += counts.both()[STATED_STEP];
                union += counts.union(STATED_STEP);
            }
        }
        return union == 0 ? 0 : 100.0 * both / union;
    }

    /** The mIoU at the stated threshold, in percent; 0 where nothing was counted. */
    public double mean(String method) {
        List<Counts> counts = counts(method);
        return counts.isEmpty() ? 0 : atStatedStep(counts).of(PerImageMetric.once(counts))[0];
    }

    /**
     * The IoU of every class at the stated threshold, in percent with intervals over its images.
     *
     * @param names of the classes by label
     * @return by {@code miou.NAME}
     */
    public Map<String, MetricValue> classes(String method, List<String> names) {
        Map<Integer, List<Counts>> ofClass =
                new TreeMap<>(counts(method).stream().collect(Collectors.groupingBy(Counts::label)));
        Map<String, MetricValue> values = new LinkedHashMap<>();
        ofClass.forEach((label, counts) -> {
            Bootstrap.Interval found = Bootstrap.STANDARD.intervals(counts.size(), atStatedStep(counts)::of)[0];
            values.put(
                    "miou." + names.get(label),
                    new MetricValue(found.value(), found.low(), found.high(), ThresholdSource.STATED));
        });
        return values;
    }

    /**
     * Everything of a method.
     *
     * @param baseline the method whose mIoU is subtracted; empty for none
     * @param chosenOn on which data the map itself was selected, if it was; every value reports it except those of thresholds that use more
     */
    public Comparison.Run result(String method, Optional<String> baseline, ThresholdSource chosenOn) {
        Map<String, MetricValue> values = new LinkedHashMap<>();
        List<Counts> counts = counts(method);
        if (counts.isEmpty()) {
            return new Comparison.Run(values, Map.of(), new TreeSet<>());
        }
        double[] each = counts.stream().mapToDouble(one -> one.iou(STATED_STEP)).toArray();
        Bootstrap.Interval[] found = statistics(counts, each);
        boolean labels = chosenOn == ThresholdSource.MEASURED_LABELS;
        values.put("miou", value(found[STATED_STEP], chosenOn));
        values.put("miou_per_image", value(found[STEPS + 3], chosenOn));
        baseline.ifPresent(other -> values.put("miou.difference", difference(method, other, chosenOn)));
        for (int step = 1; step < STEPS; step++) {
            values.put(String.format(Locale.ROOT, "miou@%.2f", (double) step / STEPS), value(found[step], chosenOn));
        }
        if (automatic) {
            values.put("miou.automatic", value(found[STEPS], labels ? chosenOn : ThresholdSource.EACH_IMAGE));
        }
        values.put("miou.validation", value(otherHalf(counts), labels ? chosenOn : ThresholdSource.VALIDATION));
        values.put("miou.best", value(found[STEPS + 1], ThresholdSource.MEASURED_LABELS));
        values.put("miou.oracle", value(found[STEPS + 2], ThresholdSource.MEASURED_LABELS));
        List<ImageValues.Key> images =
                List.copyOf(methods.getOrDefault(method, Map.of()).keySet());
        return new Comparison.Run(
                values, Map.of("miou_per_image", new ImageValues(images, each)), new TreeSet<>(images));
    }

    /** mIoU at every threshold and the automatic one, the best of all, that of each image's best, and the mean over images. */
    private static Bootstrap.Interval[] statistics(List<Counts> counts, double[] each) {
        List<ClassMean.Quotient<Counts>> quotients = new ArrayList<>();
        for (int step = 0; step <= STEPS; step++) {
            quotients.add(atStep(step));
        }
        quotients.add(
                new ClassMean.Quotient<>(one -> 100.0 * one.both()[bestStep(one)], one -> one.union(bestStep(one))));
        ClassMean<Counts> means = new ClassMean<>(counts, Counts::label, quotients);
        return Bootstrap.STANDARD.intervals(counts.size(), weights -> {
            double[] found = means.of(weights);
            double[] values = Arrays.copyOf(found, STEPS + 4);
            values[STEPS + 1] = Arrays.stream(found).limit(STEPS).max().orElse(0);
            values[STEPS + 2] = found[STEPS + 1];
            double sum = 0;
            for (int i = 0; i < weights.length; i++) {
                sum += weights[i] * each[i];
            }
            values[STEPS + 3] = 100 * sum / PerImageMetric.sum(weights);
            return values;
        });
    }

    private static ClassMean.Quotient<Counts> atStep(int step) {
        return new ClassMean.Quotient<>(one -> 100.0 * one.both()[step], one -> one.union(step));
    }

    private static ClassMean<Counts> atStatedStep(List<Counts> counts) {
        return new ClassMean<>(counts, Counts::label, List.of(atStep(STATED_STEP)));
    }

    private static int bestStep(Counts counts) {
        int best = 0;
        for (int step = 1; step < STEPS; step++) {
            best = counts.iou(step) > counts.iou(best) ? step : best;
        }
        return best;
    }

    private static Bootstrap.Interval otherHalf(List<Counts> counts) {
        int[] chosen = {bestOf(counts, 1), bestOf(counts, 0)}; // of the even places, of the odd ones
        List<Counts> halves = new ArrayList<>();
        for (int i = 0; i < counts.size(); i++) {
            Counts one = counts.get(i);
            int step = chosen[i % 2];
            int[] both = new int[STEPS + 1];
            int[] map = new int[STEPS + 1];
            both[STATED_STEP] = one.both()[step];
            map[STATED_STEP] = one.map()[step];
            halves.add(new Counts(one.label(), both, map, one.object()));
        }
        return Bootstrap.STANDARD.intervals(halves.size(), atStatedStep(halves)::of)[0];
    }

    /** The step that is best for the images at places of one parity; the stated one where there are none. */
    private static int bestOf(List<Counts> counts, int parity) {
        List<Counts> half = new ArrayList<>();
        for (int i = parity; i < counts.size(); i += 2) {
            half.add(counts.get(i));
        }
        double[] means = new ClassMean<>(
                        half,
                        Counts::label,
                        IntStream.range(0, STEPS)
                                .mapToObj(SegmentationScores::atStep)
                                .toList())
                .of(PerImageMetric.once(half));
        int best = STATED_STEP;
        for (int step = 0; step < STEPS; step++) {
            best = means[step] > means[best] ? step : best;
        }
        return best;
    }

    private MetricValue difference(String method, String baseline, ThresholdSource chosenOn) {
        Map<ImageValues.Key, Counts> own = new TreeMap<>(methods.getOrDefault(method, Map.of()));
        Map<ImageValues.Key, Counts> others = new TreeMap<>(methods.getOrDefault(baseline, Map.of()));
        own.keySet().retainAll(others.keySet());
        others.keySet().retainAll(own.keySet());
        List<Counts> a = List.copyOf(own.values());
        List<Counts> b = List.copyOf(others.values());
        ClassMean<Counts> minuend = atStatedStep(a);
        ClassMean<Counts> subtrahend = atStatedStep(b);
        Bootstrap.Interval found = Bootstrap.STANDARD
                .intervals(a.size(), weights ->
                        new double[] {minuend.of(weights)[0] - subtrahend.of(weights)[0]})[0];
        return value(found, chosenOn);
    }

    private List<Counts> counts(String method) {
        return List.copyOf(methods.getOrDefault(method, Map.of()).values());
    }

    private static MetricValue value(Bootstrap.Interval found, ThresholdSource chosenOn) {
        return new MetricValue(found.value(), found.low(), found.high(), chosenOn);
    }
}
