package org.cam4j.experiments.papers.shared;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.Skipped;
import org.cam4j.evaluation.boxes.AutomaticThreshold;
import org.cam4j.evaluation.protocol.EvaluatedImage;
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
 * Draws the maps of a few test images side by side, {@code maps.png}: the image with its true box, then a column for each map with the box made from it. The images
 * are taken at equal distances over the test split, whatever the network makes of them.
 *
 * @param columns from left to right
 * @param images how many rows
 */
public record MapSheet(List<Column> columns, int images) implements RunTask {
    private static final AutomaticThreshold AUTOMATIC = new AutomaticThreshold(AutomaticThreshold.Choice.FIRST, true);
    private static final int SIDE = 180;

    /**
     * A column.
     *
     * @param method id of a CAM method
     * @param threshold of the box; empty for the automatic one (Zhang 2022)
     */
    public record Column(String title, String method, Optional<Double> threshold) {
        RunIdentity identity() {
            return RunIdentity.of("title", title).with("method", method).withOptional("threshold", threshold);
        }

        /** With the box at a fixed threshold. */
        public static Column fixed(String title, String method, double threshold) {
            return new Column(title, method, Optional.of(threshold));
        }

        /** With the box at the automatic threshold. */
        public static Column automatic(String title, String method) {
            return new Column(title, method, Optional.empty());
        }
    }

    public MapSheet {
        columns = List.copyOf(columns);
    }

    @Override
    public RunIdentity identity() {
        return RunIdentity.of("kind", "map-sheet")
                .with("columns", columns.stream().map(Column::identity).toList())
                .with("images", images);
    }

    @Override
    public RunOutput run(RunContext context) throws IOException {
        List<CamMethod> methods = columns.stream()
                .map(Column::method)
                .distinct()
                .map(CamMethods::byId)
                .toList();
        List<Sample> samples = Sample.spread(context.data().samples(Split.TEST), images);
        List<String> titles = new ArrayList<>(List.of("image"));
        columns.forEach(column -> titles.add(column.title()));
        ContactSheet sheet = new ContactSheet(titles, SIDE);
        try (Progress.Task progress = context.progress().task("draw", "images", samples.size())) {
            long[] done = new long[1];
            MapComputer localizer = new MapComputer(context.model(), methods, context.threads());
            List<Skipped> skipped = localizer.run(samples, MapComputer::groundTruth, located -> {
                Sample sample = located.sample();
                OverlayRow row = OverlayRow.withTruth(
                                Pictures.drawable(located.pixels(), 2 * SIDE), ColorMap.JET, sample)
                        .image();
                List<String> lines =
                        new ArrayList<>(List.of(context.data().classNames().get(sample.label())));
                for (Column column : columns) {
                    ScoreMap map = map(located.classes().get(0).maps(), column.method());
                    double threshold = column.threshold().orElseGet(() -> automatic(sample, map));
                    row.overlay(map, threshold);
                    lines.add(String.format(Locale.ROOT, "%s: at %.2f", column.title(), threshold));
                }
                sheet.add(lines, row.tiles());
                progress.to(++done[0]);
            });
            return new RunOutput(Map.of(), skipped, Map.of("maps.png", sheet.draw(1)));
        }
    }

    private static double automatic(Sample sample, ScoreMap map) {
        return EvaluatedImage.ofMap(sample, map).automaticThreshold(AUTOMATIC);
    }

    private static ScoreMap map(Map<String, ScoreMap> maps, String method) {
        return maps.entrySet().stream()
                .filter(entry -> entry.getKey().equals(CamMethods.byId(method).id()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
    }
}
