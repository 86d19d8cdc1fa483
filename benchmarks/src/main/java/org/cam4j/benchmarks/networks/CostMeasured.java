package org.cam4j.benchmarks.networks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cam4j.training.run.RunFolder;

/**
 * One line of {@code cost.csv}.
 *
 * @param axis the name of a {@link CostAxis}
 * @param value where it stood
 * @param task as the axis names it
 * @param round from 1; the measurements of a round follow one another
 * @param wall milliseconds by the clock on the wall
 * @param processor milliseconds of all threads together
 * @param others the part of all processors that other programs took meanwhile, 0 to 1
 * @param peakMegabytes the most memory that the process had taken until then
 */
record CostMeasured(
        String axis,
        int value,
        String task,
        int round,
        double wall,
        double processor,
        double others,
        long peakMegabytes) {
    private static final String FILE = "cost.csv";
    private static final List<String> COLUMNS =
            List.of("axis", "value", "task", "round", "wall_ms", "processor_ms", "others", "peak_mb");

    /** All of a folder; none where there are none. */
    static List<CostMeasured> read(RunFolder folder) throws IOException {
        List<CostMeasured> all = new ArrayList<>();
        Path file = folder.file(FILE);
        if (!Files.exists(file)) {
            return all;
        }
        List<String> lines = Files.readAllLines(file);
        if (!lines.get(0).equals(String.join(",", COLUMNS))) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s: found the columns %s, expected %s. Measure into another folder.",
                    file,
                    lines.get(0),
                    String.join(",", COLUMNS)));
        }
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",");
            all.add(new CostMeasured(
                    cells[0],
                    Integer.parseInt(cells[1]),
                    cells[2],
                    Integer.parseInt(cells[3]),
                    Double.parseDouble(cells[4]),
                    Double.parseDouble(cells[5]),
                    Double.parseDouble(cells[6]),
                    Long.parseLong(cells[7])));
        }
        return all;
    }

    static void write(RunFolder folder, List<CostMeasured> all) throws IOException {
        List<List<?>> rows = new ArrayList<>();
        for (CostMeasured one : all) {
            rows.add(List.of(
                    one.axis,
                    one.value,
                    one.task,
                    one.round,
                    String.format(Locale.ROOT, "%.1f", one.wall),
                    String.format(Locale.ROOT, "%.1f", one.processor),
                    String.format(Locale.ROOT, "%.2f", one.others),
                    one.peakMegabytes));
        }
        folder.writeCsv(FILE, COLUMNS, rows);
    }
}
