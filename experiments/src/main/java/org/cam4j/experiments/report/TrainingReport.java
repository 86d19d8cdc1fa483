package org.cam4j.experiments.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cam4j.evaluation.scoring.Evaluation;
import org.cam4j.experiments.report.picture.LineChart;
import org.cam4j.layers.explain.Overlay;
import org.cam4j.training.run.RunFolder;

/** One or several trainings on one page that needs nothing beside it, and its curves as files of their own. */
public final class TrainingReport {
    /** The page's file name. */
    public static final String FILE = "report.html";

    private static final int MISTAKES = 10;

    private TrainingReport() {}

    /** Writes the page, and {@code RUN-loss} and {@code RUN-accuracy} as PNG and SVG. */
    public static void write(List<ReportedRun> runs, RunFolder folder) throws IOException {
        HtmlPage page =
                new HtmlPage(runs.size() == 1 ? "Training " + runs.get(0).name() : runs.size() + " trainings");
        if (runs.size() > 1) {
            compare(page, runs, folder);
        }
        for (ReportedRun run : runs) {
            if (runs.size() > 1) {
                page.heading(run.name());
            }
            add(page, run, folder);
        }
        page.write(folder, FILE);
    }

    private static void compare(HtmlPage page, List<ReportedRun> runs, RunFolder folder) throws IOException {
        Map<String, double[][]> lines = new LinkedHashMap<>();
        Map<String, Evaluation.Result> first = new LinkedHashMap<>();
        for (ReportedRun run : runs) {
            lines.put(
                    run.name(),
                    new double[][] {run.history().column("epoch"), run.history().column("validation_top1")});
            Map.Entry<String, Evaluation.Result> result =
                    run.results().entrySet().iterator().next();
            first.put(run.name() + ": " + result.getKey(), result.getValue());
        }
        page.heading("Side by side").table(ResultTables.of(first)).paragraph(ResultTables.NOTE);
        chart(page, folder, "validation", new LineChart("Validation", "epoch", "top-1 in percent", lines));
    }

    private static void add(HtmlPage page, ReportedRun run, RunFolder folder) throws IOException {
        run.notes().forEach(page::paragraph);
        page.facts(summary(run));

        page.subheading("While it learned");
        TrainingHistory history = run.history();
        chart(
                page,
                folder,
                run.name() + "-loss",
                history.chart("Loss", "cross-entropy", "train_loss", "validation_loss"));
        chart(
                page,
                folder,
                run.name() + "-accuracy",
                history.chart("Accuracy", "top-1 in percent", "train_top1", "validation_top1"));

        page.subheading("Measured on " + run.measured())
                .table(ResultTables.of(run.results()))
                .paragraph(ResultTables.NOTE);
        if (!run.grid().rows().isEmpty()) {
            page.subheading("The maps of the first method by every published evaluator")
                    .table(run.grid())
                    .paragraph(GridTable.NOTE);
        }
        if (!run.outcomes().isEmpty()) {
            localization(page, run);
        }
        page.subheading("Classes taken for one another")
                .embedded(
                        Overlay.png(run.confusion().picture()),
                        "image/png",
                        "A row for every true class, a column for every predicted one, in the order of the labels. Green: right, red: wrong; the darker, the larger the share of the row.")
                .table(run.confusion().mistakes(MISTAKES));

        page.subheading("Where it comes from");
        page.facts(run.provenance());
        page.subheading("To repeat it");
        run.commands().forEach(page::command);
    }

    private static void localization(HtmlPage page, ReportedRun run) throws IOException {
        int images =
                run.outcomes().values().stream().mapToInt(Integer::intValue).sum();
        List<List<String>> rows = new ArrayList<>();
        for (LocalizationOutcome outcome : LocalizationOutcome.values()) {
            int count = run.outcomes().getOrDefault(outcome, 0);
            rows.add(List.of(
                    outcome.title(),
                    Integer.toString(count),
                    String.format(Locale.ROOT, "%.1f", 100.0 * count / Math.max(1, images))));
        }
        page.subheading("How localization fails")
                .table(new Table(List.of("Outcome", "Images", "Percent"), rows))
                .paragraph(
                        "Box of the first method at " + run.threshold()
                                + ". Located: class right and an IoU of at least 0.5. Too small: half of the box or more lies inside the object. Too large: it covers half of the object or more. Wrong part: neither.");
        page.subheading("Best and worst localizations")
                .embedded(Overlay.png(run.best()), "image/png", "Best: true box green, predicted box red.")
                .embedded(Overlay.png(run.worst()), "image/png", "Worst.");
    }

    private static Map<String, String> summary(ReportedRun run) {
        Map<String, String> facts = new LinkedHashMap<>();
        run.record().spec().forEach((name, value) -> {
            if (List.of("backbone", "head", "data set", "optimiser", "learningRate", "batchSize")
                    .contains(name)) {
                facts.put(name, String.valueOf(value));
            }
        });
        Map<String, Object> metrics = run.record().metrics();
        facts.put(
                "best epoch", metrics.get("bestEpoch") + " of " + run.history().column("epoch").length);
        facts.put(
                "time",
                String.format(Locale.ROOT, "%.0f s for all epochs", run.record().wallSeconds()));
        if (metrics.get("imagesPerSecond") instanceof Number rate) {
            facts.put("speed", String.format(Locale.ROOT, "%.0f training images a second", rate.doubleValue()));
        }
        return facts;
    }

    private static void chart(HtmlPage page, RunFolder folder, String name, LineChart chart) throws IOException {
        chart.write(folder, name);
        page.embedded(chart.svg(), "image/svg+xml", "");
    }
}
