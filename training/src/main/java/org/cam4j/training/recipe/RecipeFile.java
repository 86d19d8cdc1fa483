package org.cam4j.training.recipe;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Recipes as YAML files: one line {@code key: value} per key of {@link RecipeKeys}. A list is written {@code [a, b]}. The key {@code base} names the recipe of {@link Recipes} that other
 * values are taken from; without it they are those of the recipe that the caller names.
 */
public final class RecipeFile {
    /** The name of the file in a run folder that repeats the run's training. */
    public static final String NAME = "recipe.yml";

    private static final String BASE = "base";
    private static final int LARGEST_FILE = 1 << 16;
    private static final int WIDTH = 30;

    private RecipeFile() {}

    /**
     * The values that a recipe file sets.
     *
     * @param base the recipe that the file builds on, if it names one
     * @param values texts by key
     */
    public record Values(Optional<Recipes.Named> base, Map<RecipeKey<?>, String> values) {}

    /**
     * Reads a file.
     *
     * @throws IOException in one line, if the file cannot be read
     * @throws IllegalArgumentException in one line, if it is no recipe; an unknown key is refused with the nearest one
     */
    public static Values read(Path file) throws IOException {
        if (Files.isRegularFile(file) && Files.size(file) > LARGEST_FILE) {
            throw refused(file, "it has " + Files.size(file) + " bytes", "a recipe of at most 64 KiB");
        }
        try {
            return values(file, parsed(file, Files.readString(file)));
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(file.toString(), null, "there is no such recipe file");
        } catch (CharacterCodingException e) {
            throw refused(file, "it is not valid UTF-8", "a YAML file");
        }
    }

    /** The file's nodes; scalars stay texts, which their keys read, and no object is built. */
    private static Optional<Node> parsed(Path file, String text) {
        try {
            return new Compose(LoadSettings.builder().build()).composeString(text);
        } catch (YamlEngineException e) {
            String reason =
                    String.valueOf(e.getMessage()).strip().lines().limit(2).collect(Collectors.joining(" "));
            throw refused(file, "no valid YAML: " + reason, "lines such as 'epochs: 20'");
        }
    }

    private static Values values(Path file, Optional<Node> root) {
        if (root.isEmpty() || !(root.get() instanceof MappingNode entries)) {
            throw refused(file, "no keys", "lines such as 'epochs: 20'");
        }
        Optional<Recipes.Named> base = Optional.empty();
        Map<RecipeKey<?>, String> values = new LinkedHashMap<>();
        for (NodeTuple entry : entries.getValue()) {
            String key = text(file, "a key", entry.getKeyNode());
            String value = text(file, key, entry.getValueNode());
            if (key.equals(BASE)) {
                base = Optional.of(Recipes.byId(value));
            } else if (values.putIfAbsent(named(file, key), value) != null) {
                throw refused(file, key + " is there twice", "one value per key");
            }
        }
        return new Values(base, values);
    }

    private static RecipeKey<?> named(Path file, String key) {
        try {
            return RecipeKeys.byId(key);
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException(file + ": " + unknown.getMessage(), unknown);
        }
    }

    private static String text(Path file, String key, Node value) {
        if (value instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        if (value instanceof SequenceNode list && list.getValue().stream().allMatch(ScalarNode.class::isInstance)) {
            return list.getValue().stream()
                    .map(entry -> ((ScalarNode) entry).getValue())
                    .collect(Collectors.joining(","));
        }
        throw refused(file, key + " is neither a single value nor a list of values", "one of them");
    }

    private static IllegalArgumentException refused(Path file, String found, String expected) {
        return new IllegalArgumentException(String.format(Locale.ROOT, "%s: %s; expected %s.", file, found, expected));
    }

    /** A whole recipe: every key with its value. */
    public static String yaml(TrainRecipe recipe) {
        return yaml(recipe, key -> "");
    }

    /**
     * A whole recipe with a comment behind every value.
     *
     * @param origin where the value of a key comes from; empty for no comment
     */
    public static String yaml(TrainRecipe recipe, Function<RecipeKey<?>, String> origin) {
        StringBuilder text = new StringBuilder();
        RecipeKeys.GROUPS.forEach((group, keys) -> {
            text.append(text.length() == 0 ? "" : "\n")
                    .append("# ")
                    .append(group)
                    .append('\n');
            for (RecipeKey<?> key : keys) {
                String line = key.id() + ": " + scalar(recipe.text(key), key);
                String from = origin.apply(key);
                text.append(from.isEmpty() ? line : String.format(Locale.ROOT, "%-" + WIDTH + "s # %s", line, from));
                text.append('\n');
            }
        });
        return text.toString();
    }

    /** A value as YAML: lists in brackets, quotes around what would not be a plain scalar. */
    private static String scalar(String value, RecipeKey<?> key) {
        if (key.standard() instanceof List<?>) {
            return value.isEmpty()
                    ? "[]"
                    : List.of(value.split(",")).stream()
                            .map(RecipeFile::quoted)
                            .collect(Collectors.joining(", ", "[", "]"));
        }
        return quoted(value);
    }

    private static String quoted(String value) {
        return value.matches("[\\w.][\\w./+-]*") ? value : "'" + value.replace("'", "''") + "'";
    }
}
