package org.cam4j.training.recipe;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.cam4j.training.run.RunIdentity;

/**
 * One setting of a {@link TrainRecipe}: its name in files, its values and their meaning. {@link RecipeKeys} lists all.
 *
 * @param <T> an immutable, serializable value
 */
public final class RecipeKey<T> {
    private final String id;
    private final T standard;
    private final String expected;
    private final String description;
    private final Values<T> values;
    private final Predicate<T> allowed;
    private final String identityName;
    private final boolean alwaysInIdentity;

    private RecipeKey(
            String id,
            T standard,
            String expected,
            String description,
            Values<T> values,
            Predicate<T> allowed,
            String identityName,
            boolean alwaysInIdentity) {
        this.id = id;
        this.standard = standard;
        this.expected = expected;
        this.description = description;
        this.values = values;
        this.allowed = allowed;
        this.identityName = identityName;
        this.alwaysInIdentity = alwaysInIdentity;
    }

    /**
     * How values are written.
     *
     * @param read from text; throws {@link IllegalArgumentException} for what is no such value
     * @param text the inverse of {@code read}
     * @param identity the value in a {@link RunIdentity}
     */
    record Values<T>(Function<String, T> read, Function<T, String> text, Function<T, Object> identity) {
        static final Values<Integer> INTEGER = new Values<>(Integer::valueOf, String::valueOf, value -> value);
        static final Values<Long> LONG = new Values<>(Long::valueOf, String::valueOf, value -> value);
        static final Values<Double> NUMBER = new Values<>(Double::valueOf, Values::shortest, value -> value);
        static final Values<Boolean> FLAG = new Values<>(Values::flag, String::valueOf, value -> value);
        static final Values<String> TEXT = new Values<>(Function.identity(), value -> value, value -> value);
        static final Values<List<String>> NAMES =
                new Values<>(Values::names, value -> String.join(",", value), value -> value);
        static final Values<List<Integer>> INTEGERS = new Values<>(
                text -> names(text).stream().map(Integer::valueOf).toList(),
                value -> value.stream().map(String::valueOf).collect(Collectors.joining(",")),
                value -> value);

        static <E extends Enum<E>> Values<E> choice(Class<E> type, Function<E, Object> identity) {
            return new Values<>(
                    text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_')), Values::id, identity);
        }

        static <E extends Enum<E>> String id(E value) {
            return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        private static Boolean flag(String text) {
            if (!text.equals("true") && !text.equals("false")) {
                throw new IllegalArgumentException(text);
            }
            return Boolean.valueOf(text);
        }

        private static List<String> names(String text) {
            return Arrays.stream(text.split(","))
                    .map(String::strip)
                    .filter(name -> !name.isEmpty())
                    .toList();
        }

        /** As people write it: {@code 2} for 2.0 and {@code 5e-4} for 5.0E-4. */
        private static String shortest(Double value) {
            return value.toString().replaceFirst("\\.0(?=E|$)", "").replace('E', 'e');
        }
    }

    /** A key that every identity has had from the first version on. */
    static <T> RecipeKey<T> first(
            String id,
            String identityName,
            Values<T> values,
            T standard,
            String expected,
            Predicate<T> allowed,
            String description) {
        return new RecipeKey<>(id, standard, expected, description, values, allowed, identityName, true);
    }

    /** A key that was added later: identities have it where it differs from its default, which changes nothing. */
    static <T> RecipeKey<T> later(
            String id, Values<T> values, T standard, String expected, Predicate<T> allowed, String description) {
        return new RecipeKey<>(id, standard, expected, description, values, allowed, id, false);
    }

    /** A later key whose values are those of an enumeration. */
    static <E extends Enum<E>> RecipeKey<E> choice(String id, E standard, String description) {
        Class<E> type = standard.getDeclaringClass();
        return later(id, Values.choice(type, Values::id), standard, "one of " + ids(type), value -> true, description);
    }

    static <E extends Enum<E>> String ids(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).map(Values::id).collect(Collectors.joining(", "));
    }

    /** The same key with another name in run identities. */
    RecipeKey<T> writtenAs(String name) {
        return new RecipeKey<>(id, standard, expected, description, values, allowed, name, alwaysInIdentity);
    }

    /** The name in files and on the command line, such as {@code learning-rate}. */
    public String id() {
        return id;
    }

    /** The value of recipes that do not set this key. */
    public T standard() {
        return standard;
    }

    /** What the setting does, in one sentence. */
    public String description() {
        return description;
    }

    /** Which values are allowed, such as {@code 0 to below 1}. */
    public String expected() {
        return expected;
    }

    /** A value as files have it; lists are separated by commas. */
    public String text(T value) {
        return values.text.apply(value);
    }

    /**
     * Reads a value.
     *
     * @throws IllegalArgumentException in one line, if it is not allowed
     */
    public T read(String text) {
        T value;
        try {
            value = values.read.apply(text.strip());
        } catch (IllegalArgumentException e) {
            boolean own = e.getMessage() != null && e.getMessage().endsWith("."); // a WSOL method names its settings
            throw own ? e : refused(text.isEmpty() ? "empty" : "'" + text + "'");
        }
        return checked(value);
    }

    /** The value itself, if it is allowed. */
    T checked(T value) {
        if (!allowed.test(value)) {
            throw refused(text(value));
        }
        return value;
    }

    private IllegalArgumentException refused(String found) {
        return new IllegalArgumentException(
                String.format(Locale.ROOT, "Recipe: %s is %s, expected %s.", id, found, expected));
    }

    RunIdentity addTo(RunIdentity identity, T value) {
        Object written = values.identity.apply(value);
        return alwaysInIdentity
                ? identity.with(identityName, written)
                : identity.withUnless(values.identity.apply(standard), identityName, written);
    }

    @Override
    public String toString() {
        return id;
    }
}
