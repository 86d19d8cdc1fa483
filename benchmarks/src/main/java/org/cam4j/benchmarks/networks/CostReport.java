package org.cam4j.benchmarks.networks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.cam4j.experiments.speed.SpeedTask;
import org.cam4j.experiments.speed.Timing;
import org.cam4j.training.run.Environment;
import org.cam4j.training.run.RunFolder;

/** {@code cost.md}: a table and a chart for every axis. */
final class CostReport {
    private final List<CostMeasured> all;

    private CostReport(List<CostMeasured> all) {
        this.all = all;
    }

    /** Writes the report and its charts; axes without measurements are left out. */
    static void write(RunFolder out, List<CostAxis> axes, List<CostMeasured> all) throws IOException {
        CostReport report = new CostReport(all);
        Environment.Device device = Environment.Device.here();
        StringBuilder text = new StringBuilder(
                String.format(Locale.ROOT, """
                # How cost grows

                Milliseconds by the clock, medians of the rounds in which the values of a table take turns; MB is the most memory that the process had taken. A measurement
                in which other programs took more than 15 %% of what the threads could use was repeated, up to twice, and the least disturbed one counts.
                %s, %d cores, %s, Java %s.
                Made by CostRounds, see benchmarks/README.md; every measurement, time of the processor included, is in the .csv beside.
                """, device.processor(), device.cores(), device.system(), device.java()));
        for (CostAxis axis : axes) {
            if (all.stream().anyMatch(one -> one.axis().equals(axis.name()))) {
                text.append(report.section(axis));
                out.writeBytes(
                        String.format(Locale.ROOT, "cost-%s.svg", axis.name()),
                        CostChart.svg(axis.title(), axis.values(), axis.logarithmic(), report.lines(axis)));
            }
        }
        out.writeText("cost.md", text.toString());
    }

    private String section(CostAxis axis) {
        Map<String, List<Double>> lines = lines(axis);
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "\n## %s\n\n%s Rounds: %s. Other programs took %.0f %% of the machine (median).\n\n",
                axis.title(),
                axis.note(),
                rounds(axis),
                100
                        * Timing.median(
                                ofAxis(axis).stream().map(CostMeasured::others).toList())));
        text.append(String.format(Locale.ROOT, "| %s | %s | MB |\n", axis.title(), String.join(" | ", lines.keySet())))
                .append("|---:".repeat(lines.size() + 2))
                .append("|\n");
        for (int i = 0; i < axis.values().size(); i++) {
            int place = i;
            int value = axis.values().get(i);
            text.append(String.format(Locale.ROOT, "| %d |", value));
            lines.values().forEach(line -> text.append(String.format(Locale.ROOT, " %.1f |", line.get(place))));
            text.append(String.format(
                    Locale.ROOT,
                    " %d |\n",
                    ofAxis(axis).stream()
                            .filter(one -> one.value() == value)
                            .mapToLong(CostMeasured::peakMegabytes)
                            .max()
                            .orElseThrow()));
        }
        return text.append(String.format(
                        Locale.ROOT, "\n![Milliseconds over %s](cost-%s.svg)\n", axis.title(), axis.name()))
                .toString();
    }

    /** How many rounds there are of every task, at the value that has fewest. */
    private String rounds(CostAxis axis) {
        return axis.tasksInOrder().stream()
                .map(axis::nameOf)
                .map(task -> String.format(
                        Locale.ROOT,
                        "%s %d",
                        task,
                        axis.values().stream()
                                .mapToLong(value -> ofAxis(axis).stream()
                                        .filter(one -> one.task().equals(task) && one.value() == value)
                                        .count())
                                .min()
                                .orElse(0)))
                .collect(Collectors.joining(", "));
    }

    private List<CostMeasured> ofAxis(CostAxis axis) {
        return all.stream().filter(one -> one.axis().equals(axis.name())).toList();
    }

    /** The medians of every task, value by value. */
    private Map<String, List<Double>> lines(CostAxis axis) {
        Map<String, List<Double>> lines = new LinkedHashMap<>();
        for (SpeedTask task : axis.tasksInOrder()) {
            String name = axis.nameOf(task);
            List<Double> line = new ArrayList<>();
            for (int value : axis.values()) {
                line.add(median(ofAxis(axis), name, value));
            }
            lines.put(name, line);
        }
        return lines;
    }

    private static double median(List<CostMeasured> ofAxis, String task, int value) {
        return Timing.median(ofAxis.stream()
                .filter(one -> one.task().equals(task) && one.value() == value)
                .map(CostMeasured::wall)
                .toList());
    }
}
