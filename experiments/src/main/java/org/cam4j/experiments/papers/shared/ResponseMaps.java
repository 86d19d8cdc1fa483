package org.cam4j.experiments.papers.shared;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.metric.Metric;
import org.cam4j.evaluation.metric.Metrics;
import org.cam4j.evaluation.protocol.Protocols;
import org.cam4j.evaluation.statistics.Bootstrap;
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
import org.cam4j.training.localize.ImageMaps;
import org.cam4j.training.localize.MapComputer;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.protocol.EvaluationRules;
import org.cam4j.training.protocol.EvaluationTask;
import org.cam4j.training.run.RunIdentity;

/**
 * How wide the maps of several methods are: every metric of {@link Metrics}, and {@link Metrics#coverageAt coverage} at several thresholds, on the test split; and a picture of the maps
 * side by side.
 *
 * @param methods ids of CAM methods
 * @param thresholds parts of the map's range
 * @param pictures how many images are drawn, one a class from the first on
 * @param isSmoothnessMeasured whether {@link Metrics#totalVariation} is measured too
 */
public record ResponseMaps(List<String> methods, List<Double> thresholds, int pictures, boolean isSmoothnessMeasured)
        implements RunTask {
    private static final int SIDE = 128;
    private static final String PICTURE = "maps.png";

    public ResponseMaps {
        methods = List.copyOf(methods);
        thresholds = List.copyOf(thresholds);
    }

    /** Without the smoothness. */
    public ResponseMaps(List<String> methods, List<Double> thresholds, int pictures) {
        this(methods, thresholds, pictures, false);
    }

    /** The same with the smoothness. */
    public ResponseMaps withSmoothness() {
        return new ResponseMaps(methods, thresholds, pictures, true);
    }

    @Override
    public RunIdentity identity() {
        return RunIdentity.of("kind", "response-maps")
                .with("methods", methods)
                .with("thresholds", thresholds)
                .with("pictures", pictures)
                .withUnless(false, "smoothness", isSmoothnessMeasured);
    }

    @Override
    public RunOutput run(RunContext context) throws IOException {
        CamModel model = context.model();
        List<Sample> samples = context.data().samples(Split.TEST);
        List<CamMethod> cams = methods.stream().map(CamMethods::byId).toList();
        List<Metric> metrics = new ArrayList<>(Metrics.all());
        thresholds.forEach(threshold -> metrics.add(Metrics.coverageAt(threshold)));
        if (isSmoothnessMeasured) {
            metrics.add(Metrics.totalVariation());
        }
        EvaluationTask task = EvaluationTask.of(
                model, cams, EvaluationRules.of(context.data(), Protocols.DEFAULT), context.threads());
        try (Progress.Task progress = context.progress().task("evaluate", "images", samples.size())) {
            RunOutput measured = RunOutput.of(task.measure(samples, metrics, Bootstrap.STANDARD, progress::to));
            return pictures == 0 ? measured : measured.with(PICTURE, picture(model, cams, samples));
        }
    }

    private BufferedImage picture(CamModel model, List<CamMethod> cams, List<Sample> samples) throws IOException {
        Map<Integer, Sample> firsts = new LinkedHashMap<>();
        samples.forEach(sample -> firsts.putIfAbsent(sample.label(), sample));
        List<Sample> drawn = firsts.values().stream().limit(pictures).toList();
        ContactSheet sheet = new ContactSheet(
                Stream.concat(Stream.of("image"), methods.stream()).toList(), SIDE);
        new MapComputer(model, cams, 1)
                .run(
                        drawn,
                        MapComputer::groundTruth,
                        located -> sheet.add(
                                List.of(
                                        model.classNames().get(located.sample().label()),
                                        located.sample().id()),
                                tiles(located)));
        return sheet.draw(1);
    }

    private static List<BufferedImage> tiles(ImageMaps located) throws IOException {
        PixelImage image = located.pixels();
        PixelImage large = Pictures.enlarged(image, Math.max(1, SIDE / image.width()));
        OverlayRow row = OverlayRow.of(large, ColorMap.JET).image();
        located.classes().get(0).maps().values().forEach(row::overlay);
        return row.tiles();
    }
}
