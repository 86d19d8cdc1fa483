package org.cam4j.experiments.cli.option;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The names of a network's classes: read from a file, and found by what a user types. */
public final class ClassNames {
    private static final int MOST_LISTED = 30;

    private ClassNames() {}

    /**
     * Reads one name per line. A byte order mark, blanks around a name, empty lines and ImageNet's ids before a name are left out.
     *
     * @throws IllegalArgumentException when there is no such file
     */
    public static List<String> read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "--class-names %s: there is no such file.", file));
        }
        try {
            String text = Files.readString(file);
            return (text.startsWith("\uFEFF") ? text.substring(1) : text)
                    .lines()
                    .map(line -> line.strip().replaceFirst("^n\\d{8}\\s+", ""))
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (CharacterCodingException binary) {
            throw new IOException(
                    String.format(Locale.ROOT, "%s: is not valid UTF-8; expected one class name per line.", file),
                    binary);
        }
    }

    /**
     * The class of this name, of one of its names ("crane" of "crane, bird"), or of this number.
     *
     * @throws IllegalArgumentException when there is none, or several have the name
     */
    public static int find(String wanted, List<String> names) {
        String name = wanted.strip();
        int[] found = IntStream.range(0, names.size())
                .filter(label -> Stream.concat(
                                Stream.of(names.get(label)),
                                Stream.of(names.get(label).split(",")))
                        .anyMatch(any -> any.strip().equalsIgnoreCase(name)))
                .toArray();
        if (found.length > 1) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "--class %s: %d classes have this name: %s. Expected the number of one of them.",
                    name,
                    found.length,
                    IntStream.of(found)
                            .limit(MOST_LISTED)
                            .mapToObj(label -> label + " (" + names.get(label) + ")")
                            .collect(Collectors.joining(", "))));
        }
        if (found.length == 1) {
            return found[0];
        }
        if (name.matches("\\d{1,9}") && Integer.parseInt(name) < names.size()) {
            return Integer.parseInt(name);
        }
        throw new IllegalArgumentException(String.format(
                Locale.ROOT,
                "--class %s: the network has no such class; expected a name or 0 to %d%s.",
                name,
                names.size() - 1,
                names.size() <= MOST_LISTED ? " of " + names : ""));
    }
}
