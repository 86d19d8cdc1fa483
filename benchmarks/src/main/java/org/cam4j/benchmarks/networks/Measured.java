package org.cam4j.benchmarks.networks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cam4j.training.run.RunFolder;

/**
 * One measurement.
 *
 * @param round from 1; the measurements of a round follow one another
 * @param threads that the engine was told to use
 * @param task an id of {@link org.cam4j.experiments.speed.SpeedTask}
 * @param engine an id of {@link EngineKind}
 * @param wall milliseconds by the clock on the wall
 * @param processor milliseconds of all threads together
 * @param peakMegabytes the most memory that the process had taken until then
 */
record Measured(
        int round,
        String network,
        int batch,
        int threads,
        String task,
        String engine,
        double wall,
        double processor,
        long peakMegabytes) {
    private static final List<String> COLUMNS =
            List.of("round", "network", "batch", "threads", "task", "engine", "wall_ms", "processor_ms", "peak_mb");

    /** Whether it is another measurement of the same thing. */
    boolean repeats(Measured other) {
        return network.equals(other.network)
                && batch == other.batch
                && threads == other.threads
                && task.equals(other.task)
                && engine.equals(other.engine);
    }

    /** All of a file; none where there is no file. */
    static List<Measured> read(Path file) throws IOException {
        List<Measured> all = new ArrayList<>();
        if (Files.exists(file)) {
            List<String> lines = Files.readAllLines(file);
            for (String line : lines.subList(1, lines.size())) {
                String[] cells = line.split(",");
                all.add(new Measured(
                        Integer.parseInt(cells[0]),
                        cells[1],
                        Integer.parseInt(cells[2]),
                        Integer.parseInt(cells[3]),
                        cells[4],
                        cells[5],
                        Double.parseDouble(cells[6]),
                        Double.parseDouble(cells[7]),
                        Long.parseLong(cells[8])));
            }
        }
        return all;
    }

    static void write(RunFolder out, String name, List<Measured> all) throws IOException {
        List<List<?>> rows = new ArrayList<>();
        for (Measured one : all) {
            rows.add(List.of(
                    one.round,
                    one.network,
                    one.batch,
                    one.threads,
                    one.task,
                    one.engine,
                    String.format(Locale.ROOT, "%.2f", one.wall),
                    String.format(Locale.ROOT, "%.2f", one.processor),
                    one.peakMegabytes));
        }
        out.writeCsv(name, COLUMNS, rows);
    }
}
