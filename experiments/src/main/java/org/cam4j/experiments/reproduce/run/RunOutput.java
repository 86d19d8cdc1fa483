package org.cam4j.experiments.reproduce.run;

import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.cam4j.evaluation.Skipped;
import org.cam4j.evaluation.scoring.Evaluation;
import org.cam4j.evaluation.statistics.Comparison;
import org.cam4j.evaluation.statistics.ImageValues;
import org.cam4j.evaluation.statistics.MetricValue;

/**
 * What a {@link RunTask} found.
 *
 * @param methods values, and what every image contributes to them, by method
 * @param skipped images that were left out, and why
 * @param pictures by file name, {@code .png}
 * @param texts by file name, {@code .csv}
 */
public record RunOutput(
        Map<String, Comparison.Run> methods,
        List<Skipped> skipped,
        Map<String, BufferedImage> pictures,
        Map<String, String> texts) {
    public RunOutput {
        methods = new LinkedHashMap<>(methods);
        skipped = List.copyOf(skipped);
        pictures = new LinkedHashMap<>(pictures);
        texts = new LinkedHashMap<>(texts);
    }

    /** Without texts. */
    public RunOutput(Map<String, Comparison.Run> methods, List<Skipped> skipped, Map<String, BufferedImage> pictures) {
        this(methods, skipped, pictures, Map.of());
    }

    /** The results of an evaluation. */
    public static RunOutput of(Map<String, Evaluation.Result> results) {
        Map<String, Comparison.Run> methods = new LinkedHashMap<>();
        Set<Skipped> skipped = new LinkedHashSet<>();
        results.forEach((id, result) -> {
            Set<ImageValues.Key> images = new TreeSet<>();
            result.perImage().values().forEach(values -> images.addAll(values.images()));
            methods.put(id, new Comparison.Run(result.metrics(), result.perImage(), images));
            skipped.addAll(result.skipped());
        });
        return new RunOutput(methods, List.copyOf(skipped), Map.of());
    }

    /** The same with a method that has values, but none of single images. */
    public RunOutput with(String method, Map<String, MetricValue> values) {
        Map<String, Comparison.Run> more = new LinkedHashMap<>(methods);
        more.put(method, new Comparison.Run(values, Map.of(), Set.of()));
        return new RunOutput(more, skipped, pictures, texts);
    }

    /** The same with a picture. */
    public RunOutput with(String fileName, BufferedImage picture) {
        Map<String, BufferedImage> more = new LinkedHashMap<>(pictures);
        more.put(fileName, picture);
        return new RunOutput(methods, skipped, more, texts);
    }

    /** The same with a text. */
    public RunOutput withText(String fileName, String text) {
        Map<String, String> more = new LinkedHashMap<>(texts);
        more.put(fileName, text);
        return new RunOutput(methods, skipped, pictures, more);
    }
}
