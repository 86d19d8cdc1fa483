package org.cam4j.training.wsol;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Which groups classes belong to, such as families and orders of birds.
 *
 * @param levels for each level, the finest first, the group of every class
 * @param groups how many groups a level has
 */
record Taxonomy(List<int[]> levels, List<Integer> groups) {
    private static final Pattern TABS = Pattern.compile(" *\t *");
    private static final Pattern COMMAS = Pattern.compile("\\s*,\\s*");

    /** No groups. */
    static final Taxonomy NONE = new Taxonomy(List.of(), List.of());

    /**
     * Reads a file with one line per class: its name, then the names of its groups, the finest first, separated by commas; by tabs in
     * a line that has one, so that names may have commas.
     *
     * @throws IllegalArgumentException that names the line, when a class is missing or a line has another number of groups
     */
    static Taxonomy read(Path file, List<String> classNames) {
        Map<String, Integer> places = new HashMap<>();
        classNames.forEach(name -> places.put(name, places.size()));
        List<int[]> levels = new ArrayList<>();
        List<Map<String, Integer>> names = new ArrayList<>();
        boolean[] seen = new boolean[classNames.size()];
        List<String> lines = lines(file);
        for (int line = 0; line < lines.size(); line++) {
            String text = lines.get(line).strip();
            String[] parts = (text.indexOf('\t') < 0 ? COMMAS : TABS).split(text, -1);
            Integer place = places.get(parts[0]);
            if (place == null) {
                continue; // a taxonomy may know more classes than the data
            }
            if (levels.isEmpty()) {
                for (int level = 1; level < parts.length; level++) {
                    levels.add(new int[classNames.size()]);
                    names.add(new LinkedHashMap<>());
                }
            }
            if (parts.length != levels.size() + 1 || levels.isEmpty()) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "Taxonomy %s, line %d: found %d groups, expected %d (1 or more, in every line as many).",
                        file,
                        line + 1,
                        parts.length - 1,
                        Math.max(1, levels.size())));
            }
            for (int level = 0; level < levels.size(); level++) {
                Map<String, Integer> known = names.get(level);
                Integer group = known.get(parts[level + 1]);
                if (group == null) {
                    group = known.size();
                    known.put(parts[level + 1], group);
                }
                levels.get(level)[place] = group;
            }
            seen[place] = true;
        }
        for (int place = 0; place < seen.length; place++) {
            if (!seen[place]) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT, "Taxonomy %s: there is no line for class '%s'.", file, classNames.get(place)));
            }
        }
        return new Taxonomy(levels, names.stream().map(Map::size).toList());
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    String.format(Locale.ROOT, "Taxonomy %s cannot be read: %s", file, failure.getMessage()), failure);
        }
    }
}
