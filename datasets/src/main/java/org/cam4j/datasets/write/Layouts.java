package org.cam4j.datasets.write;

import java.util.List;
import org.cam4j.evaluation.catalog.Catalog;

/** The catalog of layouts. A new one is one line here. */
public final class Layouts {
    private static final Catalog<Layout> ALL = Catalog.of(
            "layout",
            Layout::id,
            new CubLayout(),
            new IlsvrcLayout(),
            new TinyImageNetLayout(),
            new VocLayout(),
            new CocoLayout());

    private Layouts() {}

    /** Every layout that can be written. */
    public static List<Layout> all() {
        return ALL.all();
    }

    /** The id of every layout, in the order of {@link #all()}. */
    public static List<String> ids() {
        return ALL.ids();
    }

    /**
     * The layout of this data set.
     *
     * @throws IllegalArgumentException if there is none; the message names the nearest id and all others
     */
    public static Layout byId(String id) {
        return ALL.byId(id);
    }
}
