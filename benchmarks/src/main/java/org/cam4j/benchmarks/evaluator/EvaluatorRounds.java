package org.cam4j.benchmarks.evaluator;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.cam4j.evaluation.boxes.Boxes;
import org.cam4j.training.run.Environment;
import org.cam4j.training.run.RunFolder;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the sides of {@link EvaluatorBenchmark} in turn, every measurement in a JVM of its own, round after round, so that whatever else the machine does meets
 * all sides alike; writes every measurement to {@code evaluator.csv} and medians with their ratios to {@code evaluator.md}.
 */
public final class EvaluatorRounds {
    private static final List<String> SIDES = List.of("cam4j", "opencv", "opencvDistinct", "opencvContoursOnly");

    private record Setting(MapKind kind, Boxes.Contours contours) {}

    /** Milliseconds a map: of the processor, and by the clock on the wall. */
    private record Measured(double processor, double wall) {}

    private EvaluatorRounds() {}

    /** Arguments: the folder of results, the number of rounds and, for real maps, a folder of {@code .npy} files. */
    public static void main(String[] arguments) throws IOException, RunnerException {
        if (arguments.length < 2 || arguments.length > 3) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%d arguments; expected OUT ROUNDS [MAPS], for example results/benchmarks 7.",
                    arguments.length));
        }
        RunFolder out = RunFolder.open(Path.of(arguments[0]));
        int rounds = Integer.parseInt(arguments[1]);
        String folder = arguments.length == 3 ? arguments[2] : "";
        List<MapKind> kinds = folder.isEmpty() ? List.of(MapKind.SMOOTH, MapKind.GRAINY) : List.of(MapKind.FOLDER);
        Map<Setting, Map<String, List<Double>>> measured = new LinkedHashMap<>();
        List<List<?>> rows = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            for (MapKind kind : kinds) {
                for (Boxes.Contours contours : Boxes.Contours.values()) {
                    for (String side : SIDES) {
                        Setting setting = new Setting(kind, contours);
                        Measured one = measure(side, setting, folder);
                        measured.computeIfAbsent(setting, key -> new LinkedHashMap<>())
                                .computeIfAbsent(side, key -> new ArrayList<>())
                                .add(one.processor());
                        rows.add(List.of(
                                round, kind, contours, side, number(one.processor(), 4), number(one.wall(), 4)));
                        System.err.printf(
                                Locale.ROOT,
                                "round %d of %d, %s %s %s: %.2f ms%n",
                                round,
                                rounds,
                                kind,
                                contours,
                                side,
                                one.processor());
                    }
                }
            }
            String name = folder.isEmpty() ? "evaluator" : "evaluator-real-maps";
            out.writeCsv(
                    name + ".csv",
                    List.of("round", "maps", "contours", "side", "processor_ms_a_map", "wall_ms_a_map"),
                    rows);
            out.writeText(name + ".md", table(measured, round));
        }
    }

    private static Measured measure(String side, Setting setting, String folder) throws RunnerException {
        RunResult result = new Runner(new OptionsBuilder()
                        .include("^" + EvaluatorBenchmark.class.getName().replace(".", "\\.") + "\\." + side + "$")
                        .param("kind", setting.kind().name())
                        .param("contours", setting.contours().name())
                        .param("folder", folder)
                        .forks(1)
                        .warmupIterations(1)
                        .warmupTime(TimeValue.milliseconds(800))
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(800))
                        // What OpenCV returns is freed by hand; registering it with the garbage collector as well costs
                        // time.
                        .jvmArgsAppend("-Dorg.bytedeco.javacpp.nopointergc=true")
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .runSingle();
        double milliseconds = counted(result, "nanoseconds") / counted(result, "maps") / 1e6;
        return new Measured(milliseconds, result.getPrimaryResult().getScore());
    }

    /** A field of {@link EvaluatorBenchmark.Processor}. */
    private static double counted(RunResult result, String field) {
        return Objects.requireNonNull(result.getSecondaryResults().get(field), field)
                .getScore();
    }

    private static String table(Map<Setting, Map<String, List<Double>>> measured, int rounds) {
        Environment.Device device = Environment.Device.here();
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT, """
                # Evaluator: from an 8-bit 224x224 map to the best IoU at 1000 thresholds

                Milliseconds of the processor a map, one thread a side; medians of %d interleaved rounds, and how many times longer OpenCV takes.
                %s, %d cores, %s, Java %s, OpenCV 4.5.5 through JavaCPP 1.5.7.
                Made by EvaluatorRounds, see benchmarks/README.md; every measurement is in the .csv beside.

                | maps | contours | cam4j | OpenCV, every threshold | OpenCV, distinct levels | OpenCV, distinct levels, contours not read |
                |---|---|---|---|---|---|
                """, rounds, device.processor(), device.cores(), device.system(), device.java()));
        measured.forEach((setting, sides) -> {
            text.append(String.format(Locale.ROOT, "| %s | %s |", lower(setting.kind()), lower(setting.contours())));
            double own = median(sides.getOrDefault("cam4j", List.of()));
            for (String side : SIDES) {
                double median = median(sides.getOrDefault(side, List.of()));
                text.append(
                        side.equals("cam4j")
                                ? String.format(Locale.ROOT, " %s |", number(median, 2))
                                : String.format(
                                        Locale.ROOT, " %s (%sx) |", number(median, 1), number(median / own, 1)));
            }
            text.append('\n');
        });
        return text.toString();
    }

    private static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String number(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
