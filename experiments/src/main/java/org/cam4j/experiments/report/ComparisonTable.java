package org.cam4j.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cam4j.evaluation.statistics.Comparison;
import org.cam4j.evaluation.statistics.Difference;
import org.cam4j.evaluation.statistics.SeedInterval;

/** A comparison of two sides as a table, a key a row. */
public record ComparisonTable(Comparison comparison) {
    /** The rows; the columns over runs are there where both sides have several. */
    public Table table() {
        boolean seeds = hasSeeds();
        List<String> header = new ArrayList<>(List.of("Key", "A", "B", "B - A", "95 % interval", "p"));
        if (seeds) {
            header.addAll(List.of("A over runs", "B over runs", "B - A over runs", "p over runs"));
        }
        header.add("B is");
        List<List<String>> rows = new ArrayList<>();
        for (Comparison.Row row : comparison.rows()) {
            List<String> cells = new ArrayList<>();
            cells.add(row.key() + (row.usesTestLabels() ? "*" : ""));
            cells.add(number(row.a()));
            cells.add(number(row.b()));
            cells.add(signed(row.difference().value()));
            cells.add(interval(row.difference()) + (row.test() == Comparison.Test.UNPAIRED ? " unpaired" : ""));
            cells.add(probability(row.difference().p()));
            if (seeds) {
                cells.add(row.seeds().map(s -> side(s.a())).orElse("-"));
                cells.add(row.seeds().map(s -> side(s.b())).orElse("-"));
                cells.add(row.seeds().map(s -> interval(s.difference())).orElse("-"));
                cells.add(row.seeds().map(s -> probability(s.difference().p())).orElse("-"));
            }
            cells.add(row.verdict());
            rows.add(cells);
        }
        return new Table(header, rows);
    }

    /** What is said below the table, a line each. */
    public List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        remarks.add(String.format(
                Locale.ROOT,
                "%s in both, %d only in A, %d only in B.",
                Count.of(comparison.common(), "image", "images"),
                comparison.onlyA(),
                comparison.onlyB()));
        remarks.add(
                "In percent. Intervals over images: paired bootstrap; p: McNemar's exact test where images are right"
                        + " or wrong, else the bootstrap. Decided: p < 0.05, no correction for the number of keys.");
        if (hasSeeds()) {
            remarks.add(
                    "Over runs: Student's t for a side, Welch's t-test for the difference; a verdict needs both, over"
                            + " images and over runs.");
        }
        if (comparison.rows().stream().anyMatch(Comparison.Row::usesTestLabels)) {
            remarks.add(
                    "* chooses its threshold with the labels of the images that it measures; it is held fixed here.");
        }
        if (comparison.rows().stream().anyMatch(row -> row.test() == Comparison.Test.UNPAIRED)) {
            remarks.add(
                    "unpaired: no values of single images are there, so the interval comes from those of A and B and"
                            + " is mostly wider than a paired one.");
        }
        return remarks;
    }

    private boolean hasSeeds() {
        return comparison.rows().stream().anyMatch(row -> row.seeds().isPresent());
    }

    private static String side(SeedInterval interval) {
        return String.format(
                Locale.ROOT,
                "%s ±%s (n = %d)",
                number(interval.mean()),
                number(interval.high() - interval.mean()),
                interval.runs());
    }

    private static String interval(Difference difference) {
        return String.format(Locale.ROOT, "%s to %s", signed(difference.low()), signed(difference.high()));
    }

    private static String probability(double p) {
        return p < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", p);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String signed(double value) {
        return String.format(Locale.ROOT, "%+.2f", value);
    }
}
