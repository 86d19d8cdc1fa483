package org.cam4j.experiments.reproduce.claim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.cam4j.experiments.reproduce.run.Scale;
import org.jspecify.annotations.Nullable;

/**
 * What came out of an experiment: every printed cell, ours beside it, and the claims.
 *
 * @param label the scale
 * @param cells those of the printed table first
 * @param claims judged
 * @param results the runs behind them
 */
public record ExperimentReport(
        Experiment experiment,
        Scale label,
        List<Cell> cells,
        List<Judged> claims,
        List<String> remarks,
        Results results) {
    /** A claim, its verdict and the numbers behind it, as JSON holds it. */
    public record Judged(String text, String verdict, String reason) {}

    /** Puts the measured values into the table and judges the claims. */
    public static ExperimentReport of(Experiment experiment, Scale scale, Plan plan, Results results) {
        List<Cell> cells = new ArrayList<>();
        PaperTable printed = experiment.printed();
        Map<PaperTable.Place, Plan.Place> places = new LinkedHashMap<>();
        plan.places().forEach(place -> places.put(new PaperTable.Place(place.row(), place.column()), place));
        for (String row : printed.rows()) {
            for (String column : printed.columns()) {
                cells.add(printedCell(scale, plan, results, printed, new PaperTable.Place(row, column), places));
            }
        }
        places.forEach((place, measure) -> {
            if (!isMeasured(results, measure)) {
                cells.add(new Cell(
                        place.row(),
                        place.column() + " (" + scale.id() + ")",
                        null,
                        null,
                        null,
                        notMeasured(results, measure)));
                return;
            }
            Estimate estimate = results.estimate(measure.measure(), measure.minus());
            boolean own =
                    !printed.rows().contains(place.row()) || !printed.columns().contains(place.column());
            if (own || !fills(scale, estimate)) {
                cells.add(ownCell(scale, place, measure, estimate));
            }
        });
        List<Judged> claims = plan.claims().stream()
                .map(claim -> {
                    Claim.Judgment judgment = judged(claim, results);
                    return scale == Scale.SMOKE
                            ? new Judged(
                                    claim.text(),
                                    Verdict.NOT_DECIDED.text(),
                                    "a smoke run decides nothing; " + judgment.reason())
                            : new Judged(claim.text(), judgment.verdict().text(), judgment.reason());
                })
                .toList();
        List<String> remarks = new ArrayList<>(plan.remarks());
        results.notRun()
                .forEach((run, reason) ->
                        remarks.add(String.format(Locale.ROOT, "Run '%s' was left out: it lacks %s.", run, reason)));
        return new ExperimentReport(experiment, scale, cells, claims, remarks, results);
    }

    private static String notMeasured(Results results, Plan.Place place) {
        return whyNotRun(results, place)
                .map(reason -> "not run: " + reason)
                .orElseGet(() -> "not measured: " + place.measure());
    }

    private static Optional<String> whyNotRun(Results results, Plan.Place place) {
        return results.whyNotRun(place.measure()).or(() -> place.minus().flatMap(results::whyNotRun));
    }

    private static boolean isMeasured(Results results, Plan.Place place) {
        return results.has(place.measure()) && place.minus().map(results::has).orElse(true);
    }

    /** A claim about a run that was left out, or about a value that no image had what it needs for, is not decided. */
    private static Claim.Judgment judged(Claim claim, Results results) {
        for (MetricRef measure : claim.measures()) {
            Optional<String> lacks = results.whyNotRun(measure);
            if (lacks.isPresent()) {
                return new Claim.Judgment(
                        Verdict.NOT_DECIDED,
                        String.format(Locale.ROOT, "run '%s' was not run: it lacks %s", measure.run(), lacks.get()));
            }
        }
        try {
            return claim.judgment(results);
        } catch (IllegalArgumentException notMeasured) {
            return new Claim.Judgment(Verdict.NOT_DECIDED, String.valueOf(notMeasured.getMessage()));
        }
    }

    private static Cell printedCell(
            Scale scale,
            Plan plan,
            Results results,
            PaperTable printed,
            PaperTable.Place place,
            Map<PaperTable.Place, Plan.Place> places) {
        Double value = printed.value(place.row(), place.column());
        List<String> notes = new ArrayList<>();
        notes.add(printed.note(place.row(), place.column()));
        Plan.Place measure = places.get(place);
        if (measure != null && isMeasured(results, measure)) {
            Estimate estimate = results.estimate(measure.measure(), measure.minus());
            if (fills(scale, estimate)) {
                notes.add(origin(measure, estimate));
                return cell(place.row(), place.column(), value, estimate, notes);
            }
        }
        String reason = plan.notRun().get(place.row());
        Optional<String> lacks = measure == null ? Optional.empty() : whyNotRun(results, measure);
        if (lacks.isPresent()) {
            notes.add("not run: " + lacks.get());
        } else if (reason != null) {
            notes.add("not run: " + reason);
        } else if (scale != Scale.FULL) {
            notes.add(String.format(Locale.ROOT, "not run: full scale fills this cell, not %s", scale.id()));
        } else {
            notes.add(measure == null ? "not run" : "the program differed from its commit: see the column beside");
        }
        return new Cell(place.row(), place.column(), value, null, null, join(notes));
    }

    private static Cell ownCell(Scale scale, PaperTable.Place place, Plan.Place measure, Estimate estimate) {
        String label = scale.id() + (scale == Scale.FULL && estimate.dirty() ? ", uncommitted program" : "");
        return cell(
                place.row(),
                String.format(Locale.ROOT, "%s (%s)", place.column(), label),
                null,
                estimate,
                new ArrayList<>(List.of(origin(measure, estimate))));
    }

    /** Only a run of the committed program at the paper's scale stands in a printed cell. */
    private static boolean fills(Scale scale, Estimate estimate) {
        return scale == Scale.FULL && !estimate.dirty();
    }

    private static String origin(Plan.Place place, Estimate estimate) {
        return String.format(
                Locale.ROOT,
                "%s%s; %s%s%s",
                place.measure(),
                place.minus().map(minus -> " minus " + minus).orElse(""),
                estimate.runs() > 1 ? "interval over " + estimate.runs() + " seeds" : "interval over images",
                estimate.usesTestLabels() ? "; threshold chosen with the labels of the measured images" : "",
                estimate.dirty() ? "; the program differed from its commit" : "");
    }

    private static Cell cell(String row, String column, @Nullable Double printed, Estimate e, List<String> notes) {
        return new Cell(row, column, printed, e.value(), List.of(e.low(), e.high()), join(notes));
    }

    private static String join(List<String> notes) {
        return String.join("; ", notes.stream().filter(note -> !note.isEmpty()).toList());
    }

    /** The contract's JSON of one experiment. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("label", label.id());
        json.put("paper", experiment.paper());
        json.put("cells", cells);
        json.put("claims", claims);
        json.put("remarks", remarks);
        return json;
    }
}
