package org.cam4j.experiments.papers.lecture;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.Skipped;
import org.cam4j.evaluation.metric.MetricKey;
import org.cam4j.evaluation.metric.Metrics;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.scoring.Evaluation;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.experiments.report.picture.ContactSheet;
import org.cam4j.experiments.report.picture.OverlayRow;
import org.cam4j.experiments.report.picture.Pictures;
import org.cam4j.experiments.reproduce.run.Progress;
import org.cam4j.experiments.reproduce.run.RunContext;
import org.cam4j.experiments.reproduce.run.RunOutput;
import org.cam4j.experiments.reproduce.run.RunTask;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.layers.explain.ColorMap;
import org.cam4j.training.localize.ImageMaps;
import org.cam4j.training.localize.MapComputer;
import org.cam4j.training.run.RunIdentity;

/**
 * Classification of the test split, and for images of every class a picture of the maps: of the image's class, of the class that comes next, and of their difference,
 * the CAM of the difference of the two logits: where the image speaks for the one and against the other ("why not a 3?").
 *
 * @param pictures images drawn for every class
 */
public record ClassContrast(int pictures) implements RunTask {
    private static final int SIDE = 128;
    private static final String CAM = "cam";

    @Override
    public RunIdentity identity() {
        return RunIdentity.of("kind", "class-contrast").with("pictures", pictures);
    }

    @Override
    public RunOutput run(RunContext context) throws IOException {
        List<Sample> samples = context.data().samples(Split.TEST);
        List<String> names = context.data().classNames();
        Evaluation evaluation = new Evaluation(
                List.of(Metrics.byId(MetricKey.TOP1_CLS.id()), Metrics.byId(MetricKey.TOP5_CLS.id())),
                Bootstrap.STANDARD);
        Map<Integer, List<ImageMaps>> drawn = new TreeMap<>();
        List<Skipped> skipped;
        long[] done = new long[1];
        try (Progress.Task progress = context.progress().task("evaluate", "images", samples.size())) {
            skipped = new MapComputer(context.model(), List.of(CamMethods.byId("cam")), context.threads())
                    .run(samples, batch -> ClassSelection.top(2), located -> {
                        Sample sample = located.sample();
                        evaluation.add(EvaluatedImage.of(sample).withScores(located.probabilities()));
                        List<ImageMaps> ofClass = drawn.computeIfAbsent(sample.label(), key -> new ArrayList<>());
                        if (ofClass.size() < pictures) {
                            ofClass.add(located);
                        }
                        progress.to(++done[0]);
                    });
        }
        ContactSheet sheet =
                new ContactSheet(List.of("image", "for the first", "for the second", "first, not second"), SIDE);
        for (List<ImageMaps> ofClass : drawn.values()) {
            for (ImageMaps located : ofClass) {
                add(sheet, located, names);
            }
        }
        Map<String, Evaluation.Result> results = new LinkedHashMap<>();
        results.put(CAM, evaluation.finish());
        return new RunOutput(RunOutput.of(results).methods(), skipped, Map.of("classes.png", sheet.draw(2)));
    }

    private static void add(ContactSheet sheet, ImageMaps located, List<String> names) throws IOException {
        ImageMaps.ClassMaps first = located.classes().get(0);
        ImageMaps.ClassMaps second = located.classes().get(1);
        OverlayRow row = OverlayRow.of(Pictures.drawable(located.pixels(), SIDE), ColorMap.JET)
                .image()
                .overlay(map(first))
                .overlay(map(second))
                .overlay(difference(map(first), map(second)));
        List<String> lines = new ArrayList<>(List.of(names.get(located.sample().label())));
        for (ImageMaps.ClassMaps maps : List.of(first, second)) {
            lines.add(String.format(
                    Locale.ROOT, "%s: %.3f", names.get(maps.label()), located.probabilities()[maps.label()]));
        }
        sheet.add(lines, row.tiles());
    }

    private static ScoreMap map(ImageMaps.ClassMaps maps) {
        return Optional.ofNullable(maps.maps().get(CAM)).orElseThrow();
    }

    /** The CAM of the difference of two logits, since both are sums over the same features. */
    private static ScoreMap difference(ScoreMap first, ScoreMap second) {
        double[] values = new double[first.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = first.values()[i] - second.values()[i];
        }
        return new ScoreMap(values, first.height(), first.width());
    }
}
