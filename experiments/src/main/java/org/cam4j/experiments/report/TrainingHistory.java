package org.cam4j.experiments.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.cam4j.experiments.report.picture.LineChart;

/**
 * The columns of a run's {@code history.csv}, a value an epoch.
 *
 * @param columns by name
 */
public record TrainingHistory(Map<String, double[]> columns) {
    /**
     * Reads the table.
     *
     * @throws IOException in one line, naming the line, when it is no table of numbers
     */
    public static TrainingHistory read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        List<String> names = lines.isEmpty() ? List.of() : List.of(lines.get(0).split(",", -1));
        Map<String, double[]> columns = new LinkedHashMap<>();
        names.forEach(name -> columns.put(name, new double[lines.size() - 1]));
        for (int line = 1; line < lines.size(); line++) {
            String[] cells = lines.get(line).split(",", -1);
            try {
                for (int column = 0; column < names.size(); column++) {
                    Objects.requireNonNull(columns.get(names.get(column)))[line - 1] =
                            Double.parseDouble(cells[column]);
                }
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException malformed) {
                throw new IOException(
                        String.format(
                                Locale.ROOT,
                                "%s, line %d: found '%s', expected %d numbers.",
                                file,
                                line + 1,
                                lines.get(line),
                                names.size()),
                        malformed);
            }
        }
        if (!columns.containsKey("epoch")) {
            throw new IOException(String.format(
                    Locale.ROOT, "%s: found no column 'epoch'; expected the history of a training.", file));
        }
        return new TrainingHistory(columns);
    }

    /** One line for each of these columns over the epochs, named in words. */
    LineChart chart(String title, String yAxis, String... names) {
        Map<String, double[][]> lines = new LinkedHashMap<>();
        double[] epochs = column("epoch");
        for (String name : names) {
            lines.put(name.replace('_', ' '), new double[][] {epochs, column(name)});
        }
        return new LineChart(title, "epoch", yAxis, lines);
    }

    /** A column that every history has. */
    double[] column(String name) {
        double[] values = columns.get(name);
        if (values == null) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "The history has no column '%s'; it has %s.", name, columns.keySet()));
        }
        return values;
    }
}
