package org.cam4j.experiments.papers.lecture;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.signal.FrequencySweep;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.Skipped;
import org.cam4j.evaluation.baseline.TrivialBaseline;
import org.cam4j.evaluation.baseline.TrivialBaselines;
import org.cam4j.evaluation.boxes.Boxes;
import org.cam4j.evaluation.boxes.ThresholdGrid;
import org.cam4j.evaluation.maps.NormalizedMap;
import org.cam4j.evaluation.metric.MetricKey;
import org.cam4j.evaluation.metric.Metrics;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.scoring.Evaluation;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.evaluation.statistics.Comparison;
import org.cam4j.evaluation.statistics.ImageValues;
import org.cam4j.evaluation.statistics.MetricValue;
import org.cam4j.evaluation.statistics.ThresholdSource;
import org.cam4j.experiments.report.picture.ContactSheet;
import org.cam4j.experiments.report.picture.OverlayRow;
import org.cam4j.experiments.report.picture.Pictures;
import org.cam4j.experiments.reproduce.run.Progress;
import org.cam4j.experiments.reproduce.run.RunContext;
import org.cam4j.experiments.reproduce.run.RunOutput;
import org.cam4j.experiments.reproduce.run.RunTask;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.layers.explain.ColorMap;
import org.cam4j.training.localize.MapComputer;
import org.cam4j.training.run.RunIdentity;

/**
 * How well maps find the defect of a spectrogram in time, in frequency and in both: mean IoU of intervals and of boxes, in percent, over the test images with a
 * defect. Every method, those that do not look at the image too, takes the threshold that is best for the boxes of the validation split.
 *
 * @param methods ids of CAM methods
 * @param pictures how many images are drawn
 */
public record DefectLocation(List<String> methods, int pictures) implements RunTask {
    /** Keys: boxes, and their sides. */
    public static final String IOU = "iou";

    public static final String TIME = "iou_time";
    public static final String FREQUENCY = "iou_frequency";
    private static final List<String> KEYS = List.of(IOU, TIME, FREQUENCY);
    private static final int STEPS = 40;
    private static final int SIDE = 192;

    public DefectLocation {
        methods = List.copyOf(methods);
    }

    @Override
    public RunIdentity identity() {
        return RunIdentity.of("kind", "defect-location")
                .with("methods", methods)
                .with("pictures", pictures)
                .with("thresholds", STEPS);
    }

    /** Sees the prediction of one method for one image. */
    @FunctionalInterface
    private interface Sink {
        void accept(String method, EvaluatedImage observation);
    }

    @Override
    public RunOutput run(RunContext context) throws IOException {
        List<CamMethod> cams = methods.stream().map(CamMethods::byId).toList();
        List<TrivialBaseline> trivial = TrivialBaselines.all(context.data().samples(Split.TRAIN), context.seed());
        Map<String, double[]> sums = new LinkedHashMap<>();
        List<Skipped> skipped = new ArrayList<>();
        skipped.addAll(observe(context, "choose thresholds", Split.VALIDATION, cams, trivial, (method, observation) -> {
            double[] ofMethod = sums.computeIfAbsent(method, key -> new double[STEPS]);
            if (observation.truth().isEmpty()) {
                return;
            }
            double[] ofLevel = observation.bestIou(Boxes.Contours.LARGEST); // one sweep for all thresholds
            for (int step = 0; step < STEPS; step++) {
                ofMethod[step] += ofLevel[ThresholdGrid.level((double) step / STEPS, observation.maximum())];
            }
        }));
        Map<String, Double> thresholds = new LinkedHashMap<>();
        sums.forEach((method, ofMethod) -> thresholds.put(method, best(ofMethod)));

        Evaluation classifier = new Evaluation(List.of(Metrics.byId(MetricKey.TOP1_CLS.id())), Bootstrap.STANDARD);
        Map<String, List<ImageValues.Key>> images = new LinkedHashMap<>();
        Map<String, List<List<Double>>> overlaps = new LinkedHashMap<>();
        skipped.addAll(observe(context, "evaluate", Split.TEST, cams, trivial, (method, observation) -> {
            if (method.equals(methods.get(0))) {
                classifier.add(observation);
            }
            if (!observation.truth().isEmpty()) {
                images.computeIfAbsent(method, key -> new ArrayList<>())
                        .add(new ImageValues.Key(observation.id(), observation.label()));
                overlaps.computeIfAbsent(method, key -> new ArrayList<>())
                        .add(overlap(observation, thresholds.getOrDefault(method, 0.0)));
            }
        }));
        Map<String, Comparison.Run> results = new LinkedHashMap<>(
                RunOutput.of(Map.of("classifier", classifier.finish())).methods());
        overlaps.forEach((method, values) ->
                results.put(method, result(images.getOrDefault(method, List.of()), values)));
        return new RunOutput(results, skipped, Map.of("defects.png", picture(context, cams, thresholds)));
    }

    private static List<Skipped> observe(
            RunContext context,
            String task,
            Split split,
            List<CamMethod> cams,
            List<TrivialBaseline> trivial,
            Sink sink)
            throws IOException {
        List<Sample> samples = context.data().samples(split);
        long[] done = new long[1];
        try (Progress.Task progress = context.progress().task(task, "images", samples.size())) {
            return new MapComputer(context.model(), cams, context.threads())
                    .run(samples, MapComputer::groundTruth, located -> {
                        located.classes()
                                .get(0)
                                .maps()
                                .forEach((method, map) -> sink.accept(
                                        method,
                                        EvaluatedImage.ofMap(located.sample(), map)
                                                .withScores(located.probabilities())));
                        trivial.forEach(one -> sink.accept(one.id(), one.observe(located.sample())));
                        progress.to(++done[0]);
                    });
        }
    }

    /** IoU of the boxes, of their times, and of their frequencies. */
    private static List<Double> overlap(EvaluatedImage observation, double threshold) {
        Box box = observation
                .box()
                .orElseGet(() -> Boxes.largest(
                        observation.scoreMap().orElseThrow(), threshold, NormalizedMap.GRID, NormalizedMap.GRID));
        Box truth = observation.truth().get(0);
        return List.of(
                box.iou(truth),
                overlap(box.x0(), box.x1(), truth.x0(), truth.x1()),
                overlap(box.y0(), box.y1(), truth.y0(), truth.y1()));
    }

    private static double overlap(int begin, int end, int otherBegin, int otherEnd) {
        double both = Math.min(end, otherEnd) + 1.0 - Math.max(begin, otherBegin);
        double either = Math.max(end, otherEnd) + 1.0 - Math.min(begin, otherBegin);
        return Math.max(0, both) / either;
    }

    private static double best(double[] sums) {
        int best = 0;
        for (int step = 1; step < STEPS; step++) {
            best = sums[step] > sums[best] ? step : best;
        }
        return (double) best / STEPS;
    }

    private static Comparison.Run result(List<ImageValues.Key> images, List<List<Double>> overlaps) {
        Map<String, MetricValue> values = new LinkedHashMap<>();
        Map<String, ImageValues> perImage = new LinkedHashMap<>();
        for (int key = 0; key < KEYS.size(); key++) {
            int place = key;
            double[] shares =
                    overlaps.stream().mapToDouble(one -> one.get(place)).toArray();
            Bootstrap.Interval interval = Bootstrap.STANDARD.mean(
                    overlaps.stream().mapToDouble(one -> 100 * one.get(place)).toArray());
            values.put(
                    KEYS.get(key),
                    new MetricValue(interval.value(), interval.low(), interval.high(), ThresholdSource.VALIDATION));
            perImage.put(KEYS.get(key), new ImageValues(images, shares));
        }
        return new Comparison.Run(values, perImage, new TreeSet<>(images));
    }

    private BufferedImage picture(RunContext context, List<CamMethod> cams, Map<String, Double> thresholds)
            throws IOException {
        List<String> titles = new ArrayList<>(List.of("spectrogram"));
        titles.addAll(methods);
        ContactSheet sheet = new ContactSheet(titles, SIDE);
        List<Sample> samples = context.data().samples(Split.TEST).stream()
                .filter(sample -> !sample.boxes().isEmpty())
                .limit(pictures)
                .toList();
        new MapComputer(context.model(), cams, context.threads()).run(samples, MapComputer::groundTruth, located -> {
            Sample sample = located.sample();
            OverlayRow row = OverlayRow.withTruth(Pictures.drawable(located.pixels(), SIDE), ColorMap.VIRIDIS, sample)
                    .image();
            located.classes()
                    .get(0)
                    .maps()
                    .forEach((method, map) -> row.overlay(map, thresholds.getOrDefault(method, Boxes.ZHOU)));
            sheet.add(
                    List.of(sample.id()),
                    row.tiles().stream().map(tile -> axes(tile, sample)).toList());
        });
        return sheet.draw(1);
    }

    private static BufferedImage axes(BufferedImage picture, Sample sample) {
        return SpectrogramPicture.of(
                picture,
                sample.width() * FrequencySweep.SECONDS_PER_COLUMN,
                sample.height() * FrequencySweep.HERTZ_PER_ROW);
    }
}
