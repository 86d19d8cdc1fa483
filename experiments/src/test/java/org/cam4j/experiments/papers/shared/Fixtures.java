package org.cam4j.experiments.papers.shared;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.cam4j.evaluation.statistics.Comparison;
import org.cam4j.evaluation.statistics.ImageValues;
import org.cam4j.evaluation.statistics.MetricValue;
import org.cam4j.evaluation.statistics.ThresholdSource;
import org.cam4j.experiments.reproduce.claim.MetricRef;
import org.cam4j.experiments.reproduce.run.RunResult;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.run.Environment;
import org.cam4j.training.run.RunRecord;

/** Finished runs with given values of single images. */
public final class Fixtures {
    private Fixtures() {}

    /** A run, one method {@code cam}, with what each image contributes by key. */
    public static RunResult result(boolean dirty, long seed, Map<String, double[]> values) {
        Map<String, MetricValue> metrics = new LinkedHashMap<>();
        Map<String, ImageValues> perImage = new LinkedHashMap<>();
        TreeSet<ImageValues.Key> images = new TreeSet<>();
        values.forEach((key, contributions) -> {
            List<ImageValues.Key> keys = new ArrayList<>();
            double sum = 0;
            for (int i = 0; i < contributions.length; i++) {
                keys.add(new ImageValues.Key("image-%03d".formatted(i), 0));
                sum += contributions[i];
            }
            double value = 100 * sum / contributions.length;
            metrics.put(key, new MetricValue(value, value - 1, value + 1, ThresholdSource.STATED));
            perImage.put(key, new ImageValues(keys, contributions));
            images.addAll(keys);
        });
        Environment environment = new Environment(
                new Environment.GitState("0".repeat(40), dirty),
                Map.of(),
                Environment.Device.here(),
                Kernels.switchOn());
        RunRecord record = new RunRecord(
                RunRecord.SCHEMA_VERSION,
                "reproduce",
                "2026-01-01T00:00:00Z",
                Map.of(),
                seed,
                "data",
                "weights",
                environment,
                1,
                Map.of(),
                null);
        return new RunResult(
                record,
                Map.of("cam", new Comparison.Run(metrics, perImage, images)),
                List.of(),
                List.of(),
                Path.of("."),
                false);
    }

    /** The first so many of 100 images are right. */
    public static double[] right(int count) {
        double[] values = new double[100];
        java.util.Arrays.fill(values, 0, count, 1);
        return values;
    }

    public static MetricRef measure(String key) {
        return new MetricRef("run", "cam", key);
    }
}
