package org.cam4j.experiments.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A table of text cells.
 *
 * @param header the names of the columns
 * @param rows as many cells each as the header
 */
public record Table(List<String> header, List<List<String>> rows) {
    public Table {
        header = List.copyOf(header);
        rows = rows.stream().map(List::copyOf).toList();
    }

    /** The table in Markdown, with columns that line up when it is read as plain text. */
    public String markdown() {
        int[] widths = new int[header.size()];
        List<List<String>> lines = new ArrayList<>();
        lines.add(header);
        lines.addAll(rows);
        for (List<String> line : lines) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] =
                        Math.max(Math.max(3, widths[column]), line.get(column).length());
            }
        }
        StringBuilder text = new StringBuilder();
        append(text, header, widths);
        for (int column = 0; column < widths.length; column++) {
            text.append(column == 0 ? "| " : " ")
                    .append("-".repeat(widths[column] - (column == 0 ? 0 : 1)))
                    .append(column == 0 ? " |" : ": |");
        }
        text.append('\n');
        rows.forEach(row -> append(text, row, widths));
        return text.toString();
    }

    /** The first columns, as many as fit into lines of so many characters; at least one. */
    public Table within(int characters) {
        Table table = this;
        while (table.header.size() > 1 && table.markdown().indexOf('\n') > characters) {
            int kept = table.header.size() - 1;
            table = new Table(
                    header.subList(0, kept),
                    rows.stream().map(row -> row.subList(0, kept)).toList());
        }
        return table;
    }

    private static void append(StringBuilder text, List<String> row, int[] widths) {
        for (int column = 0; column < widths.length; column++) {
            String cell = row.get(column);
            String space = " ".repeat(widths[column] - cell.length());
            text.append(column == 0 ? "| " + cell + space : " " + space + cell).append(" |");
        }
        text.append('\n');
    }
}
