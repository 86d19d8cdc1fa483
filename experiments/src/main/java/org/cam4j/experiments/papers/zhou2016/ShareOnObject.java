package org.cam4j.experiments.papers.zhou2016;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.cam4j.datasets.Sample;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.maps.BicubicResize;
import org.cam4j.evaluation.maps.NormalizedMap;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.evaluation.statistics.Comparison;
import org.cam4j.evaluation.statistics.ImageValues;
import org.cam4j.evaluation.statistics.MetricValue;
import org.cam4j.evaluation.statistics.ThresholdSource;

/** How much of the part of a map above half of its maximum lies on the image's object, image by image; a map without a positive value has no such part. */
final class ShareOnObject {
    private static final double HALF = 0.5;

    private final List<ImageValues.Key> images = new ArrayList<>();
    private final List<Double> shares = new ArrayList<>();

    /** Adds an image: the mean over several maps. An image without boxes and masks, or on which no map has a part, is left out. */
    void add(Sample sample, List<ScoreMap> maps) {
        Optional<byte[]> object = EvaluatedImage.of(sample).object();
        if (object.isEmpty()) {
            return;
        }
        double sum = 0;
        int count = 0;
        for (ScoreMap map : maps) {
            double share = share(map, object.get());
            if (!Double.isNaN(share)) {
                sum += share;
                count++;
            }
        }
        if (count > 0) {
            images.add(new ImageValues.Key(sample.id(), sample.label()));
            shares.add(sum / count);
        }
    }

    private static double share(ScoreMap map, byte[] object) {
        double[] values = BicubicResize.resize(map, NormalizedMap.GRID, NormalizedMap.GRID)
                .values();
        double maximum = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            maximum = Math.max(maximum, value);
        }
        int part = 0;
        int inside = 0;
        for (int i = 0; i < values.length && maximum > 0; i++) {
            if (values[i] > HALF * maximum) {
                part++;
                inside += object[i] == 1 ? 1 : 0;
            }
        }
        return part == 0 ? Double.NaN : (double) inside / part;
    }

    /** The mean in percent, with its interval over images. */
    Comparison.Run result(String key) {
        double[] values = shares.stream().mapToDouble(Double::doubleValue).toArray();
        if (values.length == 0) {
            return new Comparison.Run(Map.of(), Map.of(), new TreeSet<>());
        }
        Bootstrap.Interval interval = Bootstrap.STANDARD.mean(
                Arrays.stream(values).map(share -> 100 * share).toArray());
        MetricValue value = new MetricValue(interval.value(), interval.low(), interval.high(), ThresholdSource.STATED);
        return new Comparison.Run(
                Map.of(key, value), Map.of(key, new ImageValues(images, values)), new TreeSet<>(images));
    }
}
