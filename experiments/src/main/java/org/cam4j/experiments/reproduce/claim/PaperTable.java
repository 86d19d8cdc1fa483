package org.cam4j.experiments.reproduce.claim;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The values that a paper prints, which are never measured ones.
 *
 * @param rows the names of the rows, in the paper's order
 * @param columns the names of the columns of numbers
 * @param values by {@link Place}; a cell that the paper leaves open is missing
 * @param notes what is wrong with a printed value
 */
public record PaperTable(List<String> rows, List<String> columns, Map<Place, Double> values, Map<Place, String> notes) {
    /** A paper that prints no table. */
    public static final PaperTable NONE = new PaperTable(List.of(), List.of(), Map.of(), Map.of());

    private static final String FOLDER = "/paper/";

    /** A cell. */
    public record Place(String row, String column) {}

    public PaperTable {
        rows = List.copyOf(rows);
        columns = List.copyOf(columns);
        values = Map.copyOf(values);
        notes = Map.copyOf(notes);
    }

    /**
     * Reads the resource {@code /paper/NAME.csv}: a header, then a row a line with its name first; what is no number is a cell that the paper leaves open. Beside
     * it {@code NAME.notes.csv}, where there is one, with lines {@code row,column,note}.
     */
    public static PaperTable load(String name) {
        List<String> lines = lines(name + ".csv");
        if (lines.isEmpty()) {
            throw new IllegalStateException("No table " + FOLDER + name + ".csv in the program.");
        }
        String[] header = lines.get(0).split(",", -1);
        Map<String, Boolean> columns = new LinkedHashMap<>();
        List<String> rows = new ArrayList<>();
        Map<Place, Double> values = new HashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            rows.add(cells[0]);
            for (int i = 1; i < header.length; i++) {
                OptionalDouble value = number(cells[i]);
                if (value.isPresent()) {
                    columns.put(header[i], true);
                    values.put(new Place(cells[0], header[i]), value.getAsDouble());
                }
            }
        }
        Map<Place, String> notes = new HashMap<>();
        for (String line : lines(name + ".notes.csv")) {
            String[] cells = line.split(",", 3);
            notes.put(new Place(cells[0], cells[1]), cells[2]);
        }
        List<String> ordered =
                List.of(header).stream().filter(columns::containsKey).toList();
        return new PaperTable(rows, ordered, values, notes);
    }

    /** The printed value; null where the paper has none. */
    public @Nullable Double value(String row, String column) {
        return values.get(new Place(row, column));
    }

    /** What is wrong with it; empty where nothing is known. */
    public String note(String row, String column) {
        return notes.getOrDefault(new Place(row, column), "");
    }

    private static OptionalDouble number(String cell) {
        try {
            return OptionalDouble.of(Double.parseDouble(cell));
        } catch (NumberFormatException open) {
            return OptionalDouble.empty();
        }
    }

    private static List<String> lines(String file) {
        try (InputStream in = PaperTable.class.getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                return List.of();
            }
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
