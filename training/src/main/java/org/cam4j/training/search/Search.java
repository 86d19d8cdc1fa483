package org.cam4j.training.search;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a search found so far: the file {@code search.json}.
 *
 * @param schemaVersion {@link #SCHEMA_VERSION}
 * @param identity what must be the same when the search continues
 * @param trials in order
 */
record Search(int schemaVersion, Map<String, String> identity, List<RandomSearch.Trial> trials) {
    static final int SCHEMA_VERSION = 1;

    public Search {
        if (schemaVersion != SCHEMA_VERSION) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "its schema version is %d, expected %d", schemaVersion, SCHEMA_VERSION));
        }
        identity = Map.copyOf(identity);
        trials = List.copyOf(trials);
    }
}
