package org.cam4j.datasets.format;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cam4j.datasets.internal.CsvTable;
import org.cam4j.datasets.internal.DatasetIndex;
import org.cam4j.datasets.internal.Entry;

/**
 * Numbers of images, from comma-separated values (RFC 4180) with the header {@code file,NAME,NAME,...} and one line per image: what a regression learns.
 *
 * @param names of the numbers, in the order of the columns
 * @param byId one for each name, by the path of the image from the data set's folder, with {@code /}
 */
public record TargetTable(List<String> names, Map<String, double[]> byId) {
    private static final String FILE = "file";

    /**
     * Reads a table.
     *
     * @throws IOException in one line with the line's number, when a value is no finite number, an image is listed twice or the header is another one
     */
    public static TargetTable read(Path file) throws IOException {
        CsvTable table = CsvTable.read(file, (where, reason) -> {
            throw new IOException(where + ": " + reason);
        });
        int name = table.column(FILE);
        List<Integer> columns = IntStream.range(0, table.header().size())
                .filter(column -> column != name)
                .boxed()
                .toList();
        if (name < 0 || columns.isEmpty() || table.rows().isEmpty()) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s: the header is '%s' above %d lines, expected file,NAME,NAME,... and one line per image.",
                    file,
                    String.join(",", table.header()),
                    table.rows().size()));
        }
        Map<String, double[]> byId = new LinkedHashMap<>();
        for (Entry row : table.rows()) {
            String id = row.text(name).replace('\\', '/');
            if (byId.put(id, numbers(row, columns, table.header())) != null) {
                throw new IOException(String.format(Locale.ROOT, "%s: image '%s' is listed twice.", row.where(), id));
            }
        }
        return new TargetTable(columns.stream().map(table.header()::get).toList(), byId);
    }

    private static double[] numbers(Entry row, List<Integer> columns, List<String> header) throws IOException {
        double[] numbers = new double[columns.size()];
        for (int i = 0; i < numbers.length; i++) {
            try {
                numbers[i] = row.decimal(columns.get(i));
            } catch (IllegalArgumentException wrong) {
                throw new IOException(
                        String.format(
                                Locale.ROOT,
                                "%s, column %s: %s",
                                row.where(),
                                header.get(columns.get(i)),
                                wrong.getMessage()),
                        wrong);
            }
        }
        return numbers;
    }

    /** A hash over names and numbers: equal for equal tables. 16 hexadecimal digits. */
    public String fingerprint() {
        return new DatasetIndex("targets", names, values()).build().fingerprint();
    }

    private String values() {
        StringBuilder text = new StringBuilder(String.join(",", names));
        byId.forEach((id, numbers) -> text.append('\n').append(id).append(Arrays.toString(numbers)));
        return text.toString();
    }

    /** The numbers of an image, in the order of {@link #names}; empty where it has no line. */
    public Optional<double[]> of(String id) {
        return Optional.ofNullable(byId.get(id)).map(double[]::clone);
    }
}
