package org.cam4j.experiments.papers.zhou2016;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.Skipped;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.evaluation.statistics.MetricValue;
import org.cam4j.evaluation.statistics.ThresholdSource;
import org.cam4j.experiments.report.picture.ContactSheet;
import org.cam4j.experiments.report.picture.Pictures;
import org.cam4j.experiments.reproduce.run.Progress;
import org.cam4j.experiments.reproduce.run.RunContext;
import org.cam4j.experiments.reproduce.run.RunOutput;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.layers.explain.ColorMap;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.layers.explain.Explanation;
import org.cam4j.layers.explain.Overlay;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a regression network predicts of the first boxes of test images, in percent of the image's area, width and height. For each of {@link #TARGETS}: {@code r2} (percent
 * of the variance explained), {@code error} (mean absolute), and {@code inside}: the percent of images on which the mean of the target's class activation map is higher
 * inside the box than outside. The method {@code mean of TARGET} predicts the training images' mean.
 *
 * @param samples the test images
 * @param predicted {@code [images][targets]}
 * @param mean of the training images, one for each target
 */
record BoxPredictions(List<Sample> samples, double[][] predicted, double[] mean) {
    /** What is predicted. */
    static final List<String> TARGETS = List.of("area", "centre-x", "centre-y");

    /** What stands beside: the training images' mean. */
    static final String MEAN = "mean of ";

    private static final int SIDE = 128;

    /** Area and center of the first box of each image, in percent. */
    static double[][] targets(List<Sample> samples) {
        return samples.stream().map(BoxPredictions::targets).toArray(double[][]::new);
    }

    private static double[] targets(Sample sample) {
        Box box = sample.boxes().get(0);
        double width = box.x1() + 1.0 - box.x0();
        double height = box.y1() + 1.0 - box.y0();
        return new double[] {
            100 * width * height / sample.width() / sample.height(),
            100 * (box.x0() + width / 2) / sample.width(),
            100 * (box.y0() + height / 2) / sample.height()
        };
    }

    /** The mean of each target. */
    static double[] mean(double[][] rows) {
        double[] mean = new double[TARGETS.size()];
        for (double[] row : rows) {
            for (int t = 0; t < mean.length; t++) {
                mean[t] += row[t] / rows.length;
            }
        }
        return mean;
    }

    /**
     * Measures, and draws {@code maps.png}.
     *
     * @param network that made the predictions
     * @param preprocessing of its input
     * @param pictures how many images are drawn
     */
    RunOutput measure(
            RunContext context,
            ComputationGraph network,
            Preprocessing preprocessing,
            int pictures,
            List<Skipped> skipped)
            throws IOException {
        double[][] truth = targets(samples);
        double[][] inside = new double[TARGETS.size()][samples.size()];
        RunOutput measured = new RunOutput(Map.of(), skipped, Map.of())
                .with("maps.png", maps(context, network, preprocessing, pictures, inside));
        for (int t = 0; t < TARGETS.size(); t++) {
            int target = t;
            Map<String, MetricValue> values = values(truth, i -> predicted[i][target], target);
            double[] higher = inside[t];
            values.put("inside", value(truth.length, draws -> 100 * weighted(draws, i -> higher[i])));
            measured = measured.with(TARGETS.get(t), values)
                    .with(MEAN + TARGETS.get(t), values(truth, i -> mean[target], target));
        }
        return measured;
    }

    /** Draws the first images, and notes of every image and target whether the map is higher inside the box. */
    private BufferedImage maps(
            RunContext context, ComputationGraph network, Preprocessing preprocessing, int pictures, double[][] inside)
            throws IOException {
        Explainer explainer = Explainer.of(network);
        CamMethod cam = CamMethods.byId("cam");
        List<String> columns = new ArrayList<>(List.of("image"));
        columns.addAll(TARGETS);
        ContactSheet sheet = new ContactSheet(columns, SIDE);
        try (Progress.Task progress = context.progress().task("explain", "images", samples.size())) {
            for (int i = 0; i < samples.size(); i++) {
                Sample sample = samples.get(i);
                PixelImage image = sample.image().read();
                INDArray input =
                        preprocessing.apply(image).reshape(1, 3, preprocessing.height(), preprocessing.width());
                Explanation explanation =
                        explainer.explain(input, ClassSelection.of(List.of(new int[] {0, 1, 2})), cam.needs());
                List<BufferedImage> tiles = new ArrayList<>(List.of(boxed(Pictures.of(image), sample)));
                for (int t = 0; t < TARGETS.size(); t++) {
                    INDArray map = cam.combine(explanation.reading(0, t, explainer.defaultTap()));
                    ScoreMap scores = new ScoreMap(map.ravel().toDoubleVector(), (int) map.size(0), (int) map.size(1));
                    inside[t][i] = higherInside(scores, sample) ? 1 : 0;
                    if (i < pictures) {
                        tiles.add(boxed(Pictures.overlay(image, scores, ColorMap.JET), sample));
                    }
                }
                if (i < pictures) {
                    String text = String.format(Locale.ROOT, "area %.0f, %.0f", targets(sample)[0], predicted[i][0]);
                    sheet.add(List.of(text, sample.id()), tiles);
                }
                progress.to(i + 1L);
            }
        }
        return sheet.draw(1);
    }

    private static BufferedImage boxed(BufferedImage picture, Sample sample) {
        Overlay.drawBox(
                picture,
                sample.boxes().get(0).scaled(sample.width(), sample.height(), picture.getWidth(), picture.getHeight()),
                Pictures.TRUTH);
        return picture;
    }

    private static boolean higherInside(ScoreMap map, Sample sample) {
        Box box = sample.boxes().get(0).scaled(sample.width(), sample.height(), map.width(), map.height());
        double[] sums = new double[2];
        int[] counts = new int[2];
        for (int i = 0; i < map.values().length; i++) {
            int x = i % map.width();
            int y = i / map.width();
            int part = x >= box.x0() && x <= box.x1() && y >= box.y0() && y <= box.y1() ? 1 : 0;
            sums[part] += map.values()[i];
            counts[part]++;
        }
        return counts[0] > 0 && counts[1] > 0 && sums[1] / counts[1] > sums[0] / counts[0];
    }

    /** A number of each image. */
    private interface OfImage {
        double at(int image);
    }

    private static Map<String, MetricValue> values(double[][] truth, OfImage predicted, int target) {
        Map<String, MetricValue> values = new LinkedHashMap<>();
        values.put("r2", value(truth.length, draws -> {
            double center = weighted(draws, i -> truth[i][target]);
            double variance = weighted(draws, i -> Math.pow(truth[i][target] - center, 2));
            return 100 * (1 - weighted(draws, i -> Math.pow(truth[i][target] - predicted.at(i), 2)) / variance);
        }));
        values.put(
                "error",
                value(truth.length, draws -> weighted(draws, i -> Math.abs(truth[i][target] - predicted.at(i)))));
        return values;
    }

    private static double weighted(int[] weights, OfImage value) {
        double sum = 0;
        long count = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] == 0 ? 0 : weights[i] * value.at(i);
            count += weights[i];
        }
        return sum / count;
    }

    /** One number of how often each image was drawn. */
    private interface Statistic {
        double of(int[] weights);
    }

    private static MetricValue value(int images, Statistic statistic) {
        Bootstrap.Interval found =
                Bootstrap.STANDARD.intervals(images, weights -> new double[] {statistic.of(weights)})[0];
        return new MetricValue(found.value(), found.low(), found.high(), ThresholdSource.NOTHING);
    }
}
