package org.cam4j.experiments.cli.option;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cam4j.evaluation.catalog.Spelling;

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
     * The class of this name, of one of its names ("crane" of "crane, bird"), or of this number. The first name of a class counts more
     * than its further names.
     *
     * @throws IllegalArgumentException when there is none, or several have the name; the message names them, or the nearest
     */
    public static int find(String wanted, List<String> names) {
        String name = wanted.strip();
        List<Integer> found = labels(names, full -> isAny(name, Stream.of(full, firstName(full))));
        if (found.isEmpty()) {
            found = labels(names, full -> isAny(name, Stream.of(full.split(","))));
        }
        if (found.size() > 1) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "--class %s: %d classes have this name: %s. Expected the number of one of them.",
                    name,
                    found.size(),
                    found.stream()
                            .limit(MOST_LISTED)
                            .map(label -> label + " (" + names.get(label) + ")")
                            .collect(Collectors.joining(", "))));
        }
        if (found.size() == 1) {
            return found.get(0);
        }
        if (name.matches("\\d{1,9}") && Integer.parseInt(name) < names.size()) {
            return Integer.parseInt(name);
        }
        throw new IllegalArgumentException(String.format(
                Locale.ROOT,
                "--class %s: the network has no such class%s expected a name or 0 to %d%s.",
                name,
                name.matches("[+-]?\\d+") ? ";" : ", did you mean '" + nearest(name, names) + "'?",
                names.size() - 1,
                names.size() <= MOST_LISTED ? " of " + names : ""));
    }

    private static List<Integer> labels(List<String> names, Predicate<String> wanted) {
        return IntStream.range(0, names.size())
                .filter(label -> wanted.test(names.get(label)))
                .boxed()
                .toList();
    }

    private static boolean isAny(String name, Stream<String> names) {
        return names.anyMatch(any -> any.strip().equalsIgnoreCase(name));
    }

    private static String firstName(String full) {
        return full.split(",", 2)[0].strip();
    }

    /** Of all names of all classes the one that is spelled most alike. */
    private static String nearest(String name, List<String> names) {
        return names.stream()
                .flatMap(full -> Stream.of(full.split(",")))
                .map(String::strip)
                .min(Comparator.comparingInt(any -> Spelling.distance(name, any)))
                .orElse("");
    }
}
