package org.cam4j.datasets.write;

import java.util.List;
import java.util.Locale;

/** The catalog of layouts. A new one is one line here. */
public final class Layouts {
    private static final List<Layout> ALL =
            List.of(new CubLayout(), new IlsvrcLayout(), new TinyImageNetLayout(), new VocLayout(), new CocoLayout());

    private Layouts() {}

    /** Every layout that can be written. */
    public static List<Layout> all() {
        return ALL;
    }

    /**
     * The layout of this data set.
     *
     * @throws IllegalArgumentException that lists the known ids, when there is none
     */
    public static Layout byId(String id) {
        return ALL.stream()
                .filter(layout -> layout.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "Layout '%s' is unknown. Known: %s.",
                        id,
                        String.join(", ", ALL.stream().map(Layout::id).toList()))));
    }
}
