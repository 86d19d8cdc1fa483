package org.cam4j.experiments.cli.option;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cam4j.datasets.Dataset;
import org.cam4j.evaluation.catalog.Catalog;
import org.cam4j.training.graph.OutputKind;
import org.cam4j.training.model.CamModel;

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
                "--class %s: the network has no such class; %s a name or 0 to %d%s.",
                name,
                name.matches("[+-]?\\d+") ? "expected" : "did you mean '" + nearest(name, names) + "'? Expected",
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
        List<String> all = names.stream()
                .flatMap(full -> Stream.of(full.split(",")))
                .map(String::strip)
                .distinct()
                .toList();
        return Catalog.nearest(name, all, 1).get(0);
    }

    /** Refuses a network that was made for other classes. */
    public static void requireSame(CamModel model, Dataset dataset) {
        if (model.outputKind() == OutputKind.REGRESSION) {
            return; // its maps are measured whatever the class
        }
        int expected = model.classNames().size();
        int found = dataset.classNames().size();
        if (expected != found) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "The network knows %d classes, data set '%s' has %d; expected the classes it was trained on.",
                    expected,
                    dataset.id(),
                    found));
        }
        for (int label = 0; label < found; label++) {
            String known = model.classNames().get(label);
            if (!names(known).containsAll(names(dataset.classNames().get(label))) && !known.equals("class " + label)) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "Class %d of the network is '%s', of data set '%s' it is '%s'; expected the classes it was"
                                + " trained on, in their order.",
                        label,
                        known,
                        dataset.id(),
                        dataset.classNames().get(label)));
            }
        }
    }

    /** The names of a class, which commas separate; a network may know more of them than a data set. */
    private static Set<String> names(String names) {
        return Arrays.stream(names.split(",", -1)).map(String::strip).collect(Collectors.toSet());
    }
}
