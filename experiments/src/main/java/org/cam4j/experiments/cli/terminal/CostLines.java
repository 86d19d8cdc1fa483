package org.cam4j.experiments.cli.terminal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.cam4j.experiments.report.Count;
import org.cam4j.experiments.report.Table;
import org.cam4j.experiments.reproduce.cost.CostEstimate;
import org.cam4j.experiments.reproduce.cost.CostPlan;
import org.cam4j.experiments.reproduce.cost.NetworkWork;

/** What runs take, as text of at most {@link ResultLines#COLUMNS} columns. */
public final class CostLines {
    private static final int HOURS_OF_DAY = 24;
    private static final int MEGA = 1000;

    private CostLines() {}

    /** The whole plan: data sets, weights, networks, sums. */
    public static String of(CostEstimate estimate) {
        CostPlan plan = estimate.plan();
        List<String> lines = new ArrayList<>();
        if (!plan.data().isEmpty()) {
            lines.add("Data sets");
            plan.data().forEach(data -> add(data, lines));
            lines.add("");
        }
        if (!plan.weights().isEmpty()) {
            lines.add("Weights, in DIR/weights");
            plan.weights().forEach(weights -> add(weights, lines));
            if (plan.weights().stream().anyMatch(weights -> weights.published().isPresent())) {
                lines.add("  'cam4j weights fetch NAME' downloads a file and prints where it is. Then:");
                lines.add("  cam4j weights import DOWNLOADED --backbone NAME --out DIR/weights/FILE-ABOVE");
            }
            lines.add("");
        }
        lines.add("Networks; the hours are estimates for this machine");
        lines.addAll(table(estimate).markdown().lines().toList());
        lines.add("");
        lines.addAll(ResultLines.wrapped(sums(estimate)).lines().toList());
        return String.join("\n", lines) + "\n";
    }

    private static void add(CostPlan.Data data, List<String> lines) {
        lines.add(String.format(
                Locale.ROOT,
                "  %-20s %9s  %-7s  %s",
                data.facts().id(),
                size(data.facts().downloadMegabytes()),
                data.found() ? "there" : "missing",
                data.facts().license()));
        lines.add("      " + data.facts().address());
        lines.add("      " + data.facts().howTo());
    }

    private static void add(CostPlan.Weights weights, List<String> lines) {
        lines.add(String.format(
                Locale.ROOT,
                "  %-42s %7s  %-7s  %s",
                weights.file(),
                weights.megabytes() == 0 ? "?" : size(weights.megabytes()),
                weights.found() ? "there" : "missing",
                weights.published()
                        .map(published -> "weights fetch " + published.id())
                        .orElse("not published by torchvision")));
    }

    private static Table table(CostEstimate estimate) {
        List<List<String>> rows = estimate.plan().networks().stream()
                .sorted(Comparator.comparingDouble(
                        (NetworkWork network) -> -estimate.hours(network).orElse(0)))
                .map(network -> row(network, estimate.hours(network)))
                .toList();
        return new Table(List.of("Network, size", "Head", "Trained", "Learned", "Measured", "Hours"), rows);
    }

    private static List<String> row(NetworkWork network, OptionalDouble hours) {
        return List.of(
                network.size() == 0 ? network.backbone() : network.backbone() + " " + network.size(),
                network.head(),
                String.valueOf(network.trainings()),
                String.valueOf(network.trainedImages()),
                String.valueOf(network.measuredImages()),
                hours.isPresent() ? String.format(Locale.ROOT, "%.1f", hours.getAsDouble()) : "not timed");
    }

    private static String sums(CostEstimate estimate) {
        CostPlan plan = estimate.plan();
        return String.format(
                Locale.ROOT,
                "In all: %s, %s (shared ones counted once; where results decide how many, the most), %d measured"
                        + " images. Estimates: %s on this machine; %s of memory for arrays; %s still to download;"
                        + " %s on disk with archives and trained networks. Steps are timed with random weights on small"
                        + " batches, without reading images; a measured image counts as a training step; a training"
                        + " that stops early counts with all its epochs. Trained: networks; learned and measured:"
                        + " images.",
                Count.of(plan.runs(), "run", "runs"),
                Count.of(plan.trainings(), "training", "trainings"),
                plan.measuredImages(),
                duration(estimate.hours()),
                size(estimate.memoryMegabytes()),
                size(estimate.downloadMegabytes()),
                size(estimate.diskMegabytes()));
    }

    /** Hours, and days where there are several. */
    public static String duration(double hours) {
        return hours < 2 * HOURS_OF_DAY
                ? String.format(Locale.ROOT, "about %.1f hours", hours)
                : String.format(Locale.ROOT, "about %.0f hours (%.0f days)", hours, hours / HOURS_OF_DAY);
    }

    private static String size(long megabytes) {
        return megabytes < MEGA ? megabytes + " MB" : String.format(Locale.ROOT, "%.1f GB", (double) megabytes / MEGA);
    }
}
