package org.cam4j.evaluation.catalog;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Picks an entry of a catalog by its id; an unknown id names the known ones and the nearest. */
public final class Catalog {
    private Catalog() {}

    public static <T> T byId(String kind, String id, List<T> catalog, Function<T, String> idOf) {
        for (T entry : catalog) {
            if (idOf.apply(entry).equals(id)) {
                return entry;
            }
        }
        List<String> known = catalog.stream().map(idOf).toList();
        String nearest = known.stream()
                .min(Comparator.comparingInt(other -> Spelling.distance(id, other)))
                .orElseThrow();
        throw new IllegalArgumentException(String.format(
                Locale.ROOT,
                "Unknown %s '%s'; did you mean '%s'? Known: %s.",
                kind,
                id,
                nearest,
                String.join(", ", known)));
    }
}
