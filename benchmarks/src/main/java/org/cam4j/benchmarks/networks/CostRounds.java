package org.cam4j.benchmarks.networks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cam4j.training.run.RunFolder;
import org.cam4j.training.speed.SpeedCase;
import org.cam4j.training.speed.SpeedTask;
import org.cam4j.training.speed.Timing;

/**
 * How the cost of this project's ResNet-18 grows with the threads, the side of the images, the number of classes and of images at once, one thing at a time. Every
 * measurement goes to {@code cost.csv}, medians go to {@code cost.md}.
 */
public final class CostRounds {
    private static final String NETWORK = "resnet18";
    private static final int THREADS = 2;

    /** One thing that grows, all others as usual. */
    private record Setting(String axis, int value, SpeedCase network, int threads) {}

    private CostRounds() {}

    /** Arguments: OUT ROUNDS. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException(
                    "%d arguments; expected OUT ROUNDS, for example results/benchmarks 5.".formatted(arguments.length));
        }
        RunFolder out = RunFolder.open(Path.of(arguments[0]));
        int rounds = Integer.parseInt(arguments[1]);
        List<List<?>> rows = new ArrayList<>();
        Map<Setting, String> medians = new LinkedHashMap<>();
        for (Setting setting : settings()) {
            try (WorkerProcess worker = new WorkerProcess(EngineKind.CAM4J, setting.network(), setting.threads())) {
                StringBuilder cells = new StringBuilder();
                for (SpeedTask task : SpeedTask.values()) {
                    cells.append(measure(worker, setting, task, rounds, rows));
                }
                medians.put(setting, cells.toString());
            }
            out.writeCsv("cost.csv", List.of("axis", "value", "task", "round", "wall_ms", "processor_ms"), rows);
            out.writeText("cost.md", table(medians, rounds));
        }
    }

    private static List<Setting> settings() {
        List<Setting> all = new ArrayList<>();
        for (int threads : List.of(1, 2)) {
            all.add(new Setting("threads", threads, new SpeedCase(NETWORK, 4, 224, 1000), threads));
        }
        for (int side : List.of(64, 128, 224, 320)) {
            all.add(new Setting("side", side, new SpeedCase(NETWORK, 1, side, 1000), THREADS));
        }
        for (int classes : List.of(10, 100, 1000, 10000)) {
            all.add(new Setting("classes", classes, new SpeedCase(NETWORK, 1, 224, classes), THREADS));
        }
        for (int batch : List.of(1, 2, 4, 8)) {
            all.add(new Setting("batch", batch, new SpeedCase(NETWORK, batch, 224, 1000), THREADS));
        }
        return all;
    }

    private static String measure(WorkerProcess worker, Setting setting, SpeedTask task, int rounds, List<List<?>> rows)
            throws IOException {
        List<Double> wall = new ArrayList<>();
        List<Double> processor = new ArrayList<>();
        for (int round = -1; round <= rounds; round++) {
            Timing timing = worker.run(task, 1).orElseThrow().timing();
            if (round > 0) {
                wall.add(timing.wall());
                processor.add(timing.processor());
                rows.add(List.of(
                        setting.axis(),
                        setting.value(),
                        task.id(),
                        round,
                        number(timing.wall()),
                        number(timing.processor())));
            }
        }
        return " %s / %s |".formatted(number(Timing.median(wall)), number(Timing.median(processor)));
    }

    private static String table(Map<Setting, String> medians, int rounds) {
        StringBuilder text = new StringBuilder("""
                # How cost grows: ResNet-18

                Milliseconds by the clock / of the processor, medians of %d rounds; two threads, batch 1, 224 pixels and 1000 classes unless the row says otherwise (threads: batch 4).
                Made by CostRounds, see benchmarks/README.md; every measurement is in the .csv beside.

                | what | value | inference | training step | CAM | Grad-CAM |
                |---|---:|---:|---:|---:|---:|
                """.formatted(rounds));
        medians.forEach((setting, cells) -> text.append("| %s | %d |".formatted(setting.axis(), setting.value()))
                .append(cells)
                .append('\n'));
        return text.toString();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
