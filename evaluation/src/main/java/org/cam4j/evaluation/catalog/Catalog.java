package org.cam4j.evaluation.catalog;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Components by id, in a fixed order. Every list of components that a user can name is such a catalog, so that an unknown id gets the same answer everywhere.
 * Immutable if its entries are.
 *
 * @param <T> kind of component
 */
public final class Catalog<T> {
    private final String kind;
    private final Map<String, T> entries = new LinkedHashMap<>();

    private Catalog(String kind) {
        this.kind = kind;
    }

    /**
     * A catalog of these components.
     *
     * @param kind what an entry is called in messages, in the singular
     * @param idOf gives the id of an entry
     * @throws IllegalArgumentException if there is no entry, or two have the same id
     */
    public static <T> Catalog<T> of(String kind, Function<? super T, String> idOf, Collection<? extends T> entries) {
        Catalog<T> catalog = new Catalog<>(kind);
        for (T entry : entries) {
            if (catalog.entries.put(idOf.apply(entry), entry) != null) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "Two entries of the catalog have the id '%s'; expected one %s per id.",
                        idOf.apply(entry),
                        kind));
            }
        }
        if (catalog.entries.isEmpty()) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "The catalog is empty; expected at least one %s.", kind));
        }
        return catalog;
    }

    /** As {@link #of(String, Function, Collection)}. */
    @SafeVarargs
    public static <T> Catalog<T> of(String kind, Function<? super T, String> idOf, T... entries) {
        return of(kind, idOf, List.of(entries));
    }

    /** Every entry. */
    public List<T> all() {
        return List.copyOf(entries.values());
    }

    /** The id of every entry, in the order of {@link #all()}. */
    public List<String> ids() {
        return List.copyOf(entries.keySet());
    }

    /**
     * The entry with this id.
     *
     * @throws IllegalArgumentException if there is none; the message names the nearest id and all others
     */
    public T byId(String id) {
        T entry = entries.get(id);
        if (entry == null) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Unknown %s '%s'; did you mean '%s'? Known: %s.",
                    kind,
                    id,
                    nearest(id),
                    String.join(", ", entries.keySet())));
        }
        return entry;
    }

    private String nearest(String id) {
        return nearest(id, entries.keySet(), 1).get(0);
    }

    /** The known names that are spelled most like the given one, the nearest first; letter case does not count. */
    public static List<String> nearest(String given, Collection<String> known, int most) {
        return known.stream()
                .sorted(Comparator.comparingInt(name -> Spelling.distance(given, name)))
                .limit(most)
                .toList();
    }
}
