package org.cam4j.experiments.papers.kim2020;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.Skipped;
import org.cam4j.evaluation.maps.NormalizedMap;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.evaluation.statistics.Comparison;
import org.cam4j.evaluation.statistics.ImageValues;
import org.cam4j.evaluation.statistics.MetricValue;
import org.cam4j.evaluation.statistics.ThresholdSource;
import org.cam4j.experiments.reproduce.run.RunContext;
import org.cam4j.experiments.reproduce.run.RunOutput;
import org.cam4j.experiments.reproduce.run.RunTask;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.training.localize.MapComputer;
import org.cam4j.training.run.RunIdentity;

/**
 * How smooth maps are: the anisotropic total variation of the map of the right class, normalized, on the 224 x 224 grid, in percent of that of one straight edge from border
 * to border; the mean over images, under the key {@value #KEY}. A constant map has 0.
 *
 * <pre>
 * TV(M) = sum_xy |M[x+1,y] - M[x,y]| + |M[x,y+1] - M[x,y]|,   value = 100 TV / 224        (Rudin, Osher, Fatemi 1992)
 * </pre>
 *
 * <p>A measure of "smoother" in Kim et al., 2020, who show pictures only. A wide map has a longer outline than a narrow one of the same smoothness.
 *
 * @param methods ids of CAM methods
 * @param images taken at equal distances over the test split
 */
record MapSmoothness(List<String> methods, int images) implements RunTask {
    static final String KEY = "total_variation";

    MapSmoothness {
        methods = List.copyOf(methods);
    }

    @Override
    public RunIdentity identity() {
        return RunIdentity.of("kind", "map-smoothness").with("methods", methods).with("images", images);
    }

    @Override
    public RunOutput run(RunContext context) throws IOException {
        List<CamMethod> cams = methods.stream().map(CamMethods::byId).toList();
        List<Sample> samples = Sample.spread(context.data().samples(Split.TEST), images);
        List<ImageValues.Key> keys = new ArrayList<>();
        Map<String, List<Double>> found = new LinkedHashMap<>();
        List<Skipped> skipped = new MapComputer(context.model(), cams, context.threads())
                .run(samples, MapComputer::groundTruth, located -> {
                    Sample sample = located.sample();
                    keys.add(new ImageValues.Key(sample.id(), sample.label()));
                    located.classes()
                            .get(0)
                            .maps()
                            .forEach((method, map) -> found.computeIfAbsent(method, id -> new ArrayList<>())
                                    .add(EvaluatedImage.ofMap(sample, map)
                                            .map()
                                            .map(normalized -> variation(normalized.values()) / NormalizedMap.GRID)
                                            .orElse(0.0)));
                });
        Map<String, Comparison.Run> runs = new LinkedHashMap<>();
        found.forEach((method, values) -> runs.put(method, ofMethod(keys, values)));
        return new RunOutput(runs, skipped, Map.of());
    }

    private static Comparison.Run ofMethod(List<ImageValues.Key> keys, List<Double> variations) {
        double[] values = variations.stream().mapToDouble(Double::doubleValue).toArray();
        Bootstrap.Interval mean = Bootstrap.STANDARD.mean(values);
        MetricValue percent =
                new MetricValue(100 * mean.value(), 100 * mean.low(), 100 * mean.high(), ThresholdSource.NOTHING);
        return new Comparison.Run(
                Map.of(KEY, percent), Map.of(KEY, new ImageValues(keys, values)), new TreeSet<>(keys));
    }

    /** The total variation of a map {@code [224 * 224]}. */
    static double variation(double[] values) {
        int grid = NormalizedMap.GRID;
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += i % grid < grid - 1 ? Math.abs(values[i + 1] - values[i]) : 0;
            sum += i + grid < values.length ? Math.abs(values[i + grid] - values[i]) : 0;
        }
        return sum;
    }
}
