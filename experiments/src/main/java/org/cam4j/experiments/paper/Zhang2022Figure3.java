package org.cam4j.experiments.paper;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cam4j.datasets.Box;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Skipped;
import org.cam4j.datasets.Split;
import org.cam4j.experiments.report.Colours;
import org.cam4j.experiments.report.ContactSheet;
import org.cam4j.experiments.report.Pictures;
import org.cam4j.experiments.report.ThresholdChart;
import org.cam4j.experiments.reproduce.Claim;
import org.cam4j.experiments.reproduce.Experiment;
import org.cam4j.experiments.reproduce.MapSheet;
import org.cam4j.experiments.reproduce.Measure;
import org.cam4j.experiments.reproduce.Measured;
import org.cam4j.experiments.reproduce.Measurement;
import org.cam4j.experiments.reproduce.Plan;
import org.cam4j.experiments.reproduce.RunContext;
import org.cam4j.experiments.reproduce.RunSpec;
import org.cam4j.experiments.reproduce.Scale;
import org.cam4j.experiments.reproduce.SharedRuns;
import org.cam4j.layers.cam.method.Cam;
import org.cam4j.training.evaluate.AutomaticThreshold;
import org.cam4j.training.evaluate.AutomaticThreshold.Choice;
import org.cam4j.training.evaluate.Boxes;
import org.cam4j.training.evaluate.ChosenOn;
import org.cam4j.training.evaluate.MetricValue;
import org.cam4j.training.evaluate.Observation;
import org.cam4j.training.evaluate.ScoreMap;
import org.cam4j.training.localise.Localiser;
import org.cam4j.training.run.RunIdentity;

/**
 * Zhang et al. 2022, figure 3: the curve that the threshold of an image is chosen from, and the boxes of the first candidate and of the largest difference. Run:
 * {@code cam4j reproduce zhang2022-figure3}. Cost at small scale: a few images; the share of all images comes from the runs of {@code zhang2022-threshold}.
 *
 * <p>Differs: the paper's image is not named; the images here are taken at equal distances over the test images. In its example 0.25 is selected.
 */
final class Zhang2022Figure3 implements Experiment {
    private static final int IMAGES = 6;

    @Override
    public String id() {
        return "zhang2022-figure3";
    }

    @Override
    public String paper() {
        return "Zhang, Chang, Bui: Improving Class Activation Map for Weakly Supervised Object Localization, 2022, figure 3";
    }

    @Override
    public String description() {
        return "The curve of boundary differences of single images, the threshold chosen from it, and the boxes of both stages.";
    }

    @Override
    public Plan plan(Scale scale) {
        Plan plan = new Plan();
        for (RunSpec run : SharedRuns.published(scale, SharedRuns.ofPublished())) {
            String curves = run.name() + "-curves";
            plan.run(run).run(new RunSpec(curves, run.network(), run.data(), new Curves(IMAGES)));
            for (int image = 1; image <= IMAGES; image++) {
                plan.cell(
                        "image " + image,
                        run.name() + ", first candidate, threshold x 100",
                        new Measure(curves, "first", Curves.KEY + image));
                plan.cell(
                        "image " + image,
                        run.name() + ", largest difference, threshold x 100",
                        new Measure(curves, "largest", Curves.KEY + image));
            }
            Measure first = new Measure(run.name(), "cam", "gt_known_loc.automatic");
            Measure largest = new Measure(run.name(), "cam", "gt_known_loc.automatic-largest");
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
        return plan.remark("Printed in the example: threshold 0.25. Pictures: true box green, predicted box red.");
    }

    /** Draws the curves, and keeps the thresholds in hundredths. */
    private record Curves(int images) implements Measurement {
        private static final String KEY = "threshold_of_image_";
        private static final int SIDE = 300;

        @Override
        public RunIdentity identity() {
            return RunIdentity.of("kind", "threshold-curves").with("images", images);
        }

        @Override
        public Measured run(RunContext context) throws IOException {
            ContactSheet sheet =
                    new ContactSheet(List.of("CAM", "curve", "first candidate", "largest difference"), SIDE);
            Map<String, MetricValue> first = new LinkedHashMap<>();
            Map<String, MetricValue> largest = new LinkedHashMap<>();
            List<Sample> samples = MapSheet.spread(context.data().samples(Split.TEST), images);
            List<Skipped> skipped = new Localiser(context.model(), List.of(new Cam()), context.threads())
                    .run(samples, Localiser::groundTruth, located -> {
                        Sample sample = located.sample();
                        ScoreMap map = located.classes()
                                .get(0)
                                .maps()
                                .values()
                                .iterator()
                                .next();
                        Observation observation = Observation.ofMap(sample, map);
                        double[] values = observation.map().orElseThrow().values();
                        double low = observation.automaticThreshold(new AutomaticThreshold(Choice.FIRST, true));
                        double high = observation.automaticThreshold(new AutomaticThreshold(Choice.LARGEST, true));
                        String key = KEY + (first.size() + 1);
                        first.put(key, value(low));
                        largest.put(key, value(high));
                        AutomaticThreshold.Curve curve = new AutomaticThreshold(Choice.FIRST, true)
                                .curve(values, Observation.GRID, Observation.GRID);
                        PixelImage pixels = Pictures.drawable(sample, 2 * SIDE);
                        List<BufferedImage> tiles = new ArrayList<>(List.of(
                                Pictures.overlay(pixels, map, Colours.JET), ThresholdChart.of(curve, "", SIDE, SIDE)));
                        tiles.add(boxed(sample, pixels, map, low));
                        tiles.add(boxed(sample, pixels, map, high));
                        sheet.add(
                                List.of(
                                        "image " + first.size(),
                                        context.data().classNames().get(sample.label()),
                                        String.format(Locale.ROOT, "at %.2f and %.2f", low, high)),
                                tiles);
                    });
            return new Measured(Map.of(), skipped, Map.of("curves.png", sheet.draw(1)))
                    .with("first", first)
                    .with("largest", largest);
        }

        private static BufferedImage boxed(Sample sample, PixelImage pixels, ScoreMap map, double threshold) {
            BufferedImage picture = Pictures.of(pixels);
            Pictures.drawTruth(picture, sample);
            Box box = Boxes.largest(map, threshold, pixels.height(), pixels.width());
            Pictures.drawBox(picture, box, Pictures.PREDICTION);
            return picture;
        }

        private static MetricValue value(double threshold) {
            double hundredths = 100 * threshold;
            return new MetricValue(hundredths, hundredths, hundredths, ChosenOn.EACH_IMAGE);
        }
    }
}
