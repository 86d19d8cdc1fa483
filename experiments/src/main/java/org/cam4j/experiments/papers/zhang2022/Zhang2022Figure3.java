package org.cam4j.experiments.papers.zhang2022;

import java.io.IOException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.Skipped;
import org.cam4j.evaluation.boxes.AutomaticThreshold;
import org.cam4j.evaluation.boxes.AutomaticThreshold.Choice;
import org.cam4j.evaluation.maps.NormalizedMap;
import org.cam4j.evaluation.metric.MetricKey;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.statistics.MetricValue;
import org.cam4j.evaluation.statistics.ThresholdSource;
import org.cam4j.experiments.report.picture.ContactSheet;
import org.cam4j.experiments.report.picture.OverlayRow;
import org.cam4j.experiments.report.picture.Pictures;
import org.cam4j.experiments.reproduce.claim.Claim;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.cam4j.experiments.reproduce.claim.MetricRef;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.run.RunContext;
import org.cam4j.experiments.reproduce.run.RunOutput;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.RunTask;
import org.cam4j.experiments.reproduce.run.Scale;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.layers.explain.ColorMap;
import org.cam4j.training.localize.MapComputer;
import org.cam4j.training.run.RunIdentity;

/**
 * Zhang et al. 2022, figure 3: the curve that the threshold of an image is chosen from, and the boxes of the first candidate and of the largest difference. Run:
 * {@code cam4j reproduce zhang2022-figure3}. Cost at small scale: a few images; the share of all images comes from the runs of {@code zhang2022-threshold}.
 *
 * <p>Differs: the paper's image is not named; the images here are taken at equal distances over the test images. In its example 0.25 is selected.
 */
public final class Zhang2022Figure3 implements Experiment {
    private static final int IMAGES = 6;

    @Override
    public String id() {
        return "zhang2022-figure3";
    }

    @Override
    public String paper() {
        return "Zhang, Chang, Bui: Improving Class Activation Map for Weakly Supervised Object Localization, 2022,"
                + " figure 3";
    }

    @Override
    public String description() {
        return "The curve of boundary differences of single images, the threshold chosen from it, and the boxes of"
                + " both stages.";
    }

    @Override
    public Set<Scale> scales() {
        return EnumSet.allOf(Scale.class);
    }

    @Override
    public Plan plan(Scale scale) {
        Plan plan = new Plan();
        for (RunSpec run : FigureRuns.all(scale)) {
            String curves = run.name() + "-curves";
            plan.run(run).run(new RunSpec(curves, run.network(), run.data(), new Curves(IMAGES)));
            for (int image = 1; image <= IMAGES; image++) {
                plan.cell(
                        "image " + image,
                        run.name() + ", first candidate, threshold x 100",
                        new MetricRef(curves, "first", Curves.KEY + image));
                plan.cell(
                        "image " + image,
                        run.name() + ", largest difference, threshold x 100",
                        new MetricRef(curves, "largest", Curves.KEY + image));
            }
            MetricRef first = new MetricRef(run.name(), "cam", MetricKey.GT_KNOWN_AUTOMATIC);
            MetricRef largest = new MetricRef(run.name(), "cam", MetricKey.gtKnown("automatic-largest"));
            plan.cell("all images, GT-known", run.name() + ", first candidate", first);
            plan.cell("all images, GT-known", run.name() + ", largest difference", largest);
            plan.claim(Claim.higher(
                    String.format(
                            Locale.ROOT,
                            "\"The box determined using the blue line better localizes the object\" (%s).",
                            run.name()),
                    first,
                    largest));
        }
        FigureRuns.remarks(plan, scale);
        return plan.remark("Printed in the example: threshold 0.25. Pictures: true box green, predicted box red.");
    }

    /** Draws the curves, and keeps the thresholds in hundredths. */
    private record Curves(int images) implements RunTask {
        private static final String KEY = "threshold_of_image_";
        private static final int SIDE = 300;

        @Override
        public RunIdentity identity() {
            return RunIdentity.of("kind", "threshold-curves").with("images", images);
        }

        @Override
        public RunOutput run(RunContext context) throws IOException {
            ContactSheet sheet =
                    new ContactSheet(List.of("CAM", "curve", "first candidate", "largest difference"), SIDE);
            Map<String, MetricValue> first = new LinkedHashMap<>();
            Map<String, MetricValue> largest = new LinkedHashMap<>();
            List<Sample> samples = Sample.spread(context.data().samples(Split.TEST), images);
            List<Skipped> skipped = new MapComputer(context.model(), List.of(CamMethods.byId("cam")), context.threads())
                    .run(samples, MapComputer::groundTruth, located -> {
                        Sample sample = located.sample();
                        ScoreMap map = located.classes()
                                .get(0)
                                .maps()
                                .values()
                                .iterator()
                                .next();
                        EvaluatedImage observation = EvaluatedImage.ofMap(sample, map);
                        double[] values = observation.map().orElseThrow().values();
                        double low = observation.automaticThreshold(new AutomaticThreshold(Choice.FIRST, true));
                        double high = observation.automaticThreshold(new AutomaticThreshold(Choice.LARGEST, true));
                        String key = KEY + (first.size() + 1);
                        first.put(key, value(low));
                        largest.put(key, value(high));
                        AutomaticThreshold.Curve curve = new AutomaticThreshold(Choice.FIRST, true)
                                .curve(values, NormalizedMap.GRID, NormalizedMap.GRID);
                        PixelImage pixels = Pictures.drawable(located.pixels(), 2 * SIDE);
                        OverlayRow boxes = OverlayRow.withTruth(pixels, ColorMap.JET, sample)
                                .boxed(map, low)
                                .boxed(map, high);
                        OverlayRow row = OverlayRow.of(pixels, ColorMap.JET)
                                .overlay(map)
                                .add(ThresholdChart.of(curve, "", SIDE, SIDE));
                        boxes.tiles().forEach(row::add);
                        sheet.add(
                                List.of(
                                        "image " + first.size(),
                                        context.data().classNames().get(sample.label()),
                                        String.format(Locale.ROOT, "at %.2f and %.2f", low, high)),
                                row.tiles());
                    });
            return new RunOutput(Map.of(), skipped, Map.of("curves.png", sheet.draw(1)))
                    .with("first", first)
                    .with("largest", largest);
        }

        private static MetricValue value(double threshold) {
            double hundredths = 100 * threshold;
            return new MetricValue(hundredths, hundredths, hundredths, ThresholdSource.EACH_IMAGE);
        }
    }
}
