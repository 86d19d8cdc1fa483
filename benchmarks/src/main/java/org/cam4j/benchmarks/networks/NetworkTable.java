package org.cam4j.benchmarks.networks;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.cam4j.experiments.speed.SpeedCase;
import org.cam4j.experiments.speed.SpeedTask;
import org.cam4j.experiments.speed.Timing;
import org.cam4j.training.run.Environment;

/** Medians and ratios as Markdown. */
final class NetworkTable {
    private static final String OWN = EngineKind.CAM4J.id();

    private NetworkTable() {}

    /** A row of the table. */
    private record Row(String network, int batch, int threads, String task) {
        static Row of(Measured one) {
            return new Row(one.network(), one.batch(), one.threads(), one.task());
        }
    }

    static String of(List<Measured> all) {
        Environment.Device device = Environment.Device.here();
        return String.format(
                Locale.ROOT,
                """
                # Networks: time of a batch and the most memory

                Medians of interleaved rounds, and in brackets the other engine's time divided by cam4j's of the same round (median; above 1 cam4j is faster). MB: the
                most memory that the process had taken by the end of the row's rounds, inference first and training last. A measurement in which other programs took more
                than 15 %% of the machine was repeated, up to twice, and the least disturbed one counts.
                %s, %d cores, %s, Java %s.
                Made by NetworkRounds, see benchmarks/README.md; every measurement is in the .csv beside.

                ## Milliseconds by the clock

                %s
                ## Milliseconds of the processor, all threads together

                %s""",
                device.processor(),
                device.cores(),
                device.system(),
                device.java(),
                table(all, Measured::wall),
                table(all, Measured::processor));
    }

    private static String table(List<Measured> all, ToDoubleFunction<Measured> time) {
        List<String> engines = Stream.of(EngineKind.values())
                .map(EngineKind::id)
                .filter(id -> all.stream().anyMatch(one -> one.engine().equals(id)))
                .toList();
        StringBuilder text = new StringBuilder("| threads | network | batch | task |");
        engines.forEach(engine -> text.append(String.format(Locale.ROOT, " %s | MB |", engine)));
        text.append("\n|---:|---|---:|---|")
                .append("---:|---:|".repeat(engines.size()))
                .append('\n');
        List<String> tasks = SpeedTask.ids();
        all.stream()
                .map(Row::of)
                .distinct()
                .sorted(Comparator.comparingInt(Row::threads)
                        .thenComparingInt(row -> SpeedCase.NETWORKS.indexOf(row.network()))
                        .thenComparingInt(Row::batch)
                        .thenComparingInt(row -> tasks.indexOf(row.task())))
                .forEach(row -> row(text, all, row, engines, time));
        return text.toString();
    }

    private static void row(
            StringBuilder text, List<Measured> all, Row row, List<String> engines, ToDoubleFunction<Measured> time) {
        List<Measured> own = of(all, row, OWN);
        if (own.isEmpty()) {
            return;
        }
        text.append(String.format(
                Locale.ROOT, "| %d | %s | %d | %s |", row.threads(), row.network(), row.batch(), row.task()));
        for (String engine : engines) {
            List<Measured> ofEngine = of(all, row, engine);
            if (ofEngine.isEmpty()) {
                text.append(" | |");
                continue;
            }
            String ratio = ratio(own, ofEngine, time).stream()
                    .filter(value -> !engine.equals(OWN))
                    .mapToObj(value -> String.format(Locale.ROOT, " (%.2f)", value))
                    .findFirst()
                    .orElse("");
            text.append(String.format(
                    Locale.ROOT,
                    " %.1f%s | %d |",
                    Timing.median(ofEngine.stream().map(time::applyAsDouble).toList()),
                    ratio,
                    ofEngine.get(ofEngine.size() - 1).peakMegabytes()));
        }
        text.append('\n');
    }

    private static List<Measured> of(List<Measured> all, Row row, String engine) {
        return all.stream()
                .filter(one -> Row.of(one).equals(row))
                .filter(one -> one.engine().equals(engine))
                .toList();
    }

    /** The median of the ratios of the rounds in which both took part; none where they never met. */
    private static OptionalDouble ratio(List<Measured> own, List<Measured> other, ToDoubleFunction<Measured> time) {
        Map<Integer, Double> ownByRound = new TreeMap<>();
        own.forEach(one -> ownByRound.put(one.round(), time.applyAsDouble(one)));
        List<Double> ratios = new ArrayList<>();
        for (Measured one : other) {
            if (ownByRound.containsKey(one.round())) {
                ratios.add(time.applyAsDouble(one) / Objects.requireNonNull(ownByRound.get(one.round())));
            }
        }
        return ratios.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Timing.median(ratios));
    }
}
