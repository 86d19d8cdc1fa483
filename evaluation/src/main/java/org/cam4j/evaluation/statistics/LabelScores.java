package org.cam4j.evaluation.statistics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The scores of images with several labels, and their {@link AveragePrecision}: of each class over the images of which it is known whether they show it, and its mean over
 * classes. Classes that no image shows are left out of the mean. For use by one thread.
 */
public final class LabelScores {
    private static final int PERCENT = 100;

    /** What is kept of an image: a score and 1 (present), 0 (absent) or -1 (unknown) for each class. */
    private record Image(float[] scores, byte[] states) {}

    private final int classes;
    private final List<Image> images = new ArrayList<>();

    /** No image yet. */
    public LabelScores(int classes) {
        this.classes = classes;
    }

    /**
     * Adds an image.
     *
     * @param scores one for each class, higher is likelier
     * @param present labels that the image shows
     * @param unknown labels of which that is not known
     */
    public void add(float[] scores, Collection<Integer> present, Collection<Integer> unknown) {
        byte[] states = new byte[classes];
        present.forEach(label -> states[label] = 1);
        unknown.forEach(label -> states[label] = -1);
        images.add(new Image(scores.clone(), states));
    }

    /** Images so far. */
    public int images() {
        return images.size();
    }

    /** Mean average precision in percent; NaN where no class has an image. */
    public double mean() {
        return result(Bootstrap.NO_INTERVALS).mean().map(MetricValue::value).orElse(Double.NaN);
    }

    /**
     * What was measured.
     *
     * @param mean over the classes that have a value, in percent; empty where none has one
     * @param classes in the order of the labels
     */
    public record Result(Optional<MetricValue> mean, List<OfClass> classes) {
        public Result {
            classes = List.copyOf(classes);
        }
    }

    /**
     * One class.
     *
     * @param images that show it
     * @param known images of which it is known whether they do
     * @param value average precision in percent; empty where no image shows it
     */
    public record OfClass(int label, int images, int known, Optional<MetricValue> value) {}

    /** The average precisions with intervals over images. */
    public Result result(Bootstrap bootstrap) {
        List<AveragePrecision> rankings = new ArrayList<>();
        List<int[]> places = new ArrayList<>();
        List<OfClass> counts = new ArrayList<>();
        for (int label = 0; label < classes; label++) {
            int k = label;
            int[] known = IntStream.range(0, images.size())
                    .filter(i -> images.get(i).states[k] >= 0)
                    .toArray();
            double[] scores = new double[known.length];
            boolean[] positive = new boolean[known.length];
            int shown = 0;
            for (int i = 0; i < known.length; i++) {
                scores[i] = images.get(known[i]).scores[k];
                positive[i] = images.get(known[i]).states[k] == 1;
                shown += positive[i] ? 1 : 0;
            }
            rankings.add(new AveragePrecision(scores, positive));
            places.add(known);
            counts.add(new OfClass(label, shown, known.length, Optional.empty()));
        }
        if (images.isEmpty()) {
            return new Result(Optional.empty(), counts);
        }
        Bootstrap.Interval[] found = bootstrap.intervals(images.size(), weights -> values(rankings, places, weights));
        List<OfClass> measured = counts.stream()
                .map(of -> new OfClass(of.label, of.images, of.known, value(found[of.label])))
                .toList();
        return new Result(value(found[classes]), measured);
    }

    /** The values of the classes, then their mean. */
    private static double[] values(List<AveragePrecision> rankings, List<int[]> places, int[] weights) {
        double[] values = new double[rankings.size() + 1];
        double sum = 0;
        int counted = 0;
        for (int label = 0; label < rankings.size(); label++) {
            int[] own = IntStream.of(places.get(label)).map(i -> weights[i]).toArray();
            values[label] = PERCENT * rankings.get(label).of(own);
            if (!Double.isNaN(values[label])) {
                sum += values[label];
                counted++;
            }
        }
        values[rankings.size()] = counted == 0 ? Double.NaN : sum / counted;
        return values;
    }

    private static Optional<MetricValue> value(Bootstrap.Interval interval) {
        return Double.isNaN(interval.value())
                ? Optional.empty()
                : Optional.of(
                        new MetricValue(interval.value(), interval.low(), interval.high(), ThresholdSource.NOTHING));
    }
}
