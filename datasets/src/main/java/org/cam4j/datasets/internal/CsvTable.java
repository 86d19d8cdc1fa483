package org.cam4j.datasets.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Comma-separated values (RFC 4180), one record per line, under a header that names the columns.
 *
 * @param header the names, without blanks around them
 * @param rows as many fields each; empty lines are passed over
 */
public record CsvTable(List<String> header, List<Entry> rows) {
    /** Receives the lines that are left out. */
    @FunctionalInterface
    public interface Problems {
        /** @throws IOException to refuse the whole file instead */
        void add(String where, String reason) throws IOException;
    }

    /**
     * Reads a file.
     *
     * @throws IOException in one line, when the file is not valid UTF-8, or has no header or a duplicate column
     */
    public static CsvTable read(Path file, Problems problems) throws IOException {
        List<String> lines = TextFile.lines(file);
        List<String> header = List.of();
        List<Entry> rows = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            String where = file.getFileName() + ":" + (i + 1);
            try {
                if (TextFile.isDamaged(lines.get(i))) {
                    throw new IllegalArgumentException("is not valid UTF-8; save the file as UTF-8.");
                }
                List<String> fields = fields(lines.get(i));
                if (header.isEmpty()) {
                    header = fields.stream().map(String::strip).toList();
                } else {
                    Entry row = new Entry(where, fields);
                    row.require(header.size(), "as many as the header has");
                    rows.add(row);
                }
            } catch (IllegalArgumentException wrong) {
                if (header.isEmpty()) {
                    throw new IOException(
                            String.format(Locale.ROOT, "%s, line %d: %s", file, i + 1, wrong.getMessage()), wrong);
                }
                problems.add(where, String.valueOf(wrong.getMessage()));
            }
        }
        if (header.isEmpty() || header.stream().distinct().count() < header.size()) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s: the header is '%s', expected column names, each once, separated by commas.",
                    file,
                    String.join(",", header)));
        }
        return new CsvTable(header, rows);
    }

    /** The place of a column, whatever the case of its letters; -1 where there is none. */
    public int column(String name) {
        return header.stream().map(own -> own.toLowerCase(Locale.ROOT)).toList().indexOf(name);
    }

    /**
     * The fields of a line. A field in quotes may hold commas, and quotes that are doubled.
     *
     * @throws IllegalArgumentException when a quote is not closed or text follows it
     */
    static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        boolean closed = false;
        for (int i = 0; i < line.length(); i++) {
            char letter = line.charAt(i);
            if (quoted && letter == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                field.append('"');
                i++;
            } else if (quoted) {
                quoted = letter != '"';
                closed = !quoted;
                if (quoted) {
                    field.append(letter);
                }
            } else if (letter == ',') {
                fields.add(field.toString());
                field.setLength(0);
                closed = false;
            } else if (letter == '"' && field.toString().isBlank() && !closed) {
                field.setLength(0);
                quoted = true;
            } else if (!closed) {
                field.append(letter);
            } else if (!Character.isWhitespace(letter)) {
                throw new IllegalArgumentException("text follows a closing quote; expected a comma.");
            }
        }
        if (quoted) {
            throw new IllegalArgumentException("a quote is not closed.");
        }
        fields.add(field.toString());
        return fields;
    }
}
