package org.cam4j.training.run;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** Lines of comma-separated values after RFC 4180, with a line feed at the end. */
final class Csv {
    private Csv() {}

    static String line(List<?> cells) {
        return cells.stream().map(Csv::cell).collect(Collectors.joining(",")) + "\n";
    }

    static String line(List<?> cells, int columns) {
        if (cells.size() != columns) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "CSV row %s has %d cells, expected %d.", cells, cells.size(), columns));
        }
        return line(cells);
    }

    private static String cell(Object value) {
        String text = Objects.toString(value);
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
