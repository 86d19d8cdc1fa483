package org.cam4j.experiments.reproduce.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.cam4j.evaluation.statistics.Comparison;
import org.cam4j.evaluation.statistics.MetricValue;
import org.cam4j.experiments.report.HtmlPage;
import org.cam4j.experiments.report.Table;
import org.cam4j.experiments.reproduce.claim.Cell;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.cam4j.experiments.reproduce.claim.ExperimentReport;
import org.cam4j.experiments.reproduce.claim.PaperTable;
import org.cam4j.experiments.reproduce.run.RunResult;
import org.cam4j.experiments.reproduce.run.Scale;
import org.cam4j.training.run.RunFolder;
import org.cam4j.training.run.RunRecord;

/**
 * What is left behind of an experiment, in {@code <root>/<experiment>/}: a folder for each run with {@code run.json}, {@code table.md} and pictures, written as soon
 * as the run is finished, and {@code <scale>.md}, {@code <scale>.json} and {@code <scale>.html} with the table and the claims.
 *
 * @param root {@code results}; for smoke runs a folder of scratch files
 * @param seeds how often a run that depends on a seed was repeated: part of the command where it is not the scale's own number
 */
public record ResultFiles(Path root, int seeds) {
    /** Writes a run's folder. */
    public void write(Experiment experiment, Scale scale, String run, RunResult result) throws IOException {
        RunFolder folder = RunFolder.open(root.resolve(experiment.id()).resolve(scale.id() + "-" + run));
        folder.writeJson(RunRecord.FILE, result.record());
        for (String picture : result.pictures()) {
            folder.writeBytes(picture, Files.readAllBytes(result.folder().resolve(picture)));
        }
        StringBuilder text =
                new StringBuilder(String.format(Locale.ROOT, "# %s: %s (%s)\n\n", experiment.id(), run, scale.id()));
        text.append(String.format(
                Locale.ROOT,
                "Commit %s%s. %s\n\n",
                result.record().environment().git().commit(),
                result.dirty() ? ", with changes that are not committed" : "",
                command(experiment, scale)));
        text.append(runTable(result).markdown());
        text.append(
                "\nValue and half the width of its 95 % interval over images. * chooses its threshold with the labels of the images it measures.\n");
        result.skipped()
                .forEach(skipped ->
                        text.append(String.format(Locale.ROOT, "Left out: %s: %s\n", skipped.id(), skipped.reason())));
        folder.writeText("table.md", text.toString());
    }

    /** Writes the experiment's table. */
    public void write(ExperimentReport reproduction) throws IOException {
        String id = reproduction.experiment().id();
        String scale = reproduction.label().id();
        RunFolder folder = RunFolder.open(root.resolve(id));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("schemaVersion", 1);
        json.put("experiments", Map.of(id, reproduction.json()));
        folder.writeJson(scale + ".json", json);
        folder.writeText(scale + ".md", markdown(reproduction));
        page(reproduction).write(folder, scale + ".html");
    }

    /** The experiment as text: what was run, the table, the claims, the remarks. */
    public String markdown(ExperimentReport reproduction) {
        Experiment experiment = reproduction.experiment();
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "# %s\n\n%s\n\n%s %s\n\n",
                experiment.id(),
                experiment.paper(),
                experiment.description(),
                command(experiment, reproduction.label())));
        text.append(table(reproduction).markdown());
        text.append(String.format(Locale.ROOT, "\n%s\n", note(reproduction)));
        notes(reproduction).forEach(note -> text.append("- ").append(note).append('\n'));
        if (!reproduction.claims().isEmpty()) {
            text.append("\n## Claims\n\n");
            reproduction
                    .claims()
                    .forEach(claim -> text.append(String.format(
                            Locale.ROOT, "- %s **%s** (%s)\n", claim.text(), claim.verdict(), claim.reason())));
        }
        if (!reproduction.remarks().isEmpty()) {
            text.append("\n## Remarks\n\n");
            reproduction
                    .remarks()
                    .forEach(remark -> text.append("- ").append(remark).append('\n'));
        }
        return text.toString();
    }

    private HtmlPage page(ExperimentReport reproduction) {
        Experiment experiment = reproduction.experiment();
        HtmlPage page = new HtmlPage(
                        experiment.id() + " (" + reproduction.label().id() + ")")
                .paragraph(experiment.paper())
                .paragraph(experiment.description())
                .paragraph(command(experiment, reproduction.label()).replace("`", ""))
                .table(table(reproduction))
                .paragraph(note(reproduction));
        notes(reproduction).forEach(page::paragraph);
        if (!reproduction.claims().isEmpty()) {
            page.heading("Claims");
            reproduction
                    .claims()
                    .forEach(claim -> page.paragraph(
                            String.format(Locale.ROOT, "%s: %s (%s)", claim.verdict(), claim.text(), claim.reason())));
        }
        reproduction.remarks().forEach(page::paragraph);
        reproduction.results().runs().forEach((name, results) -> {
            for (int i = 0; i < results.size(); i++) {
                String folder = reproduction.label().id() + "-" + runName(name, results, i);
                results.get(i).pictures().stream()
                        .filter(file -> file.endsWith(".png"))
                        .forEach(file -> page.picture(folder + "/" + file, folder + ": " + file));
            }
        });
        return page;
    }

    /** The name of the folder of one seed of a run. */
    static String runName(String run, List<RunResult> results, int index) {
        return results.size() == 1
                ? run
                : run + "-seed" + results.get(index).record().seed();
    }

    private String command(Experiment experiment, Scale scale) {
        String option = switch (scale) {
            case SMOKE -> " --smoke";
            case SMALL, MEDIUM -> " --scale " + scale.id() + " --data DIR";
            case FULL -> " --data DIR";
        };
        String repeated = seeds == scale.seeds() ? "" : " --seeds " + seeds;
        String runs = experiment.options().isEmpty() ? "" : " " + experiment.options();
        return "Run: `cam4j reproduce " + experiment.id() + option + runs + repeated + "`.";
    }

    private static Table table(ExperimentReport reproduction) {
        Set<String> rows = new LinkedHashSet<>();
        Set<String> columns = new LinkedHashSet<>();
        Map<String, String> texts = new LinkedHashMap<>();
        for (Cell cell : reproduction.cells()) {
            rows.add(cell.row());
            Double printed = cell.printed();
            if (printed != null) {
                columns.add(cell.column() + ", printed");
                texts.put(cell.row() + "\n" + cell.column() + ", printed", number(printed));
            }
            Double measured = cell.measured();
            List<Double> interval = cell.ci95();
            if (measured != null && interval != null) {
                columns.add(cell.column());
                texts.put(cell.row() + "\n" + cell.column(), measured(cell, measured, interval));
            }
        }
        List<String> header = new ArrayList<>(List.of("Row"));
        header.addAll(columns);
        List<List<String>> lines = new ArrayList<>();
        for (String row : rows) {
            List<String> line = new ArrayList<>(List.of(row));
            columns.forEach(column -> line.add(texts.getOrDefault(row + "\n" + column, "-")));
            lines.add(line);
        }
        return new Table(header, lines);
    }

    private static String measured(Cell cell, double value, List<Double> interval) {
        return String.format(
                Locale.ROOT,
                "%s ±%s%s",
                number(value),
                number((interval.get(1) - interval.get(0)) / 2),
                cell.note().contains("with the labels") ? "*" : "");
    }

    private static String note(ExperimentReport reproduction) {
        int seeds = reproduction.results().runs().values().stream()
                .mapToInt(List::size)
                .max()
                .orElse(1);
        return String.format(
                Locale.ROOT,
                "Ours with half the width of the 95 %% interval: over images or, where a run was repeated (up to %d times here) and it is wider, over seeds. * chooses its threshold with the labels of the measured images. '-': see the JSON file for the reason.",
                seeds);
    }

    private static List<String> notes(ExperimentReport reproduction) {
        PaperTable printed = reproduction.experiment().printed();
        return printed.notes().entrySet().stream()
                .map(entry -> String.format(
                        Locale.ROOT,
                        "%s, %s: %s",
                        entry.getKey().row(),
                        entry.getKey().column(),
                        entry.getValue()))
                .sorted()
                .toList();
    }

    private static Table runTable(RunResult result) {
        Set<String> keys = new LinkedHashSet<>();
        result.methods().values().forEach(run -> keys.addAll(run.metrics().keySet()));
        List<String> header = new ArrayList<>(List.of("Key"));
        header.addAll(result.methods().keySet());
        List<List<String>> rows = new ArrayList<>();
        for (String key : keys) {
            List<String> row = new ArrayList<>(List.of(key));
            boolean marked = false;
            for (Comparison.Run run : result.methods().values()) {
                MetricValue value = run.metrics().get(key);
                marked |= value != null && value.usesTestLabels();
                row.add(value == null ? "-" : number(value.value()) + " ±" + number((value.high() - value.low()) / 2));
            }
            if (marked) {
                row.set(0, key + "*");
            }
            rows.add(row);
        }
        return new Table(header, rows);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
