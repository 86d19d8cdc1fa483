package org.cam4j.datasets.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.Skipped;

/**
 * The file {@code labels.csv} of a folder of images: comma-separated values (RFC 4180) with a header and one image per line. The column {@code file} names the image. Either
 * a column {@code labels} lists its classes, separated by semicolons; the classes of the set are then all names, sorted. Or every other column is a class: 1 where the image shows
 * it, 0 where not, empty where nobody knows. A column {@code split} may say train, validation or test.
 *
 * @param classNames in the order of the labels
 * @param rows in the order of the file
 * @param problems lines that are left out
 */
public record LabelTable(List<String> classNames, List<Row> rows, List<Skipped> problems) {
    public static final String FILE = "labels.csv";

    private static final String NAME = "file";
    private static final String LABELS = "labels";
    private static final String SPLIT = "split";
    private static final String SEPARATOR = ";";

    /**
     * One image.
     *
     * @param where file and line
     * @param file as it is written, a path from the root
     * @param split empty where there is no such column
     * @param present labels
     * @param unknown labels
     */
    public record Row(String where, String file, Optional<Split> split, List<Integer> present, List<Integer> unknown) {}

    /**
     * Reads the table.
     *
     * @throws IOException in one line, when its header is another one or it names no class
     */
    public static LabelTable read(Path file) throws IOException {
        List<Skipped> problems = new ArrayList<>();
        CsvTable table = CsvTable.read(file, (where, reason) -> problems.add(new Skipped(where, reason)));
        boolean listed = table.column(LABELS) >= 0;
        List<Integer> columns = IntStream.range(0, table.header().size())
                .filter(column -> column != table.column(NAME) && column != table.column(SPLIT))
                .boxed()
                .toList();
        List<String> names = listed
                ? List.copyOf(new TreeSet<>(table.rows().stream()
                        .flatMap(row -> names(row.text(table.column(LABELS))))
                        .toList()))
                : columns.stream().map(table.header()::get).toList();
        if (table.column(NAME) < 0 || names.isEmpty()) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s: the header is '%s' and names %d classes, expected file,labels or file,CLASS,CLASS,..., and optionally split.",
                    file,
                    String.join(",", table.header()),
                    names.size()));
        }
        List<Row> rows = new ArrayList<>();
        for (Entry entry : table.rows()) {
            try {
                List<Integer> present = new ArrayList<>();
                List<Integer> unknown = new ArrayList<>();
                if (listed) {
                    names(entry.text(table.column(LABELS))).map(names::indexOf).forEach(present::add);
                } else {
                    readFlags(entry, columns, names, present, unknown);
                }
                rows.add(new Row(
                        entry.where(),
                        entry.text(table.column(NAME)),
                        table.column(SPLIT) < 0
                                ? Optional.empty()
                                : Optional.of(split(entry.text(table.column(SPLIT)))),
                        present,
                        unknown));
            } catch (IllegalArgumentException wrong) {
                problems.add(new Skipped(entry.where(), String.valueOf(wrong.getMessage())));
            }
        }
        return new LabelTable(names, rows, problems);
    }

    private static Stream<String> names(String labels) {
        return Stream.of(labels.split(SEPARATOR, -1)).map(String::strip).filter(name -> !name.isEmpty());
    }

    private static void readFlags(
            Entry entry, List<Integer> columns, List<String> names, List<Integer> present, List<Integer> unknown) {
        for (int label = 0; label < columns.size(); label++) {
            String flag = entry.text(columns.get(label));
            switch (flag) {
                case "1", "1.0" -> present.add(label);
                case "0", "0.0" -> {}
                case "" -> unknown.add(label);
                default ->
                    throw new IllegalArgumentException(String.format(
                            Locale.ROOT,
                            "class '%s' is '%s', expected 1 (present), 0 (absent) or nothing (unknown).",
                            names.get(label),
                            flag));
            }
        }
    }

    private static Split split(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "train" -> Split.TRAIN;
            case "validation", "val" -> Split.VALIDATION;
            case "test" -> Split.TEST;
            default ->
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "split '%s', expected train, validation or test.", name));
        };
    }
}
