package org.cam4j.datasets.fetch;

import java.util.List;
import java.util.Locale;
import org.cam4j.datasets.format.Datasets;
import org.cam4j.evaluation.catalog.Catalog;

/** The catalog of data sets that can be fetched. A new one is one line here. */
public final class Fetchables {
    private static final Catalog<Fetchable> ALL = Catalog.of(
            "data set that can be downloaded",
            Fetchable::id,
            new CubFiles(),
            new TinyImageNetFiles(),
            new IlsvrcFiles(),
            new VocFiles(),
            new CocoFiles(),
            new MnistFiles(),
            new CifarFiles(),
            new CwruFiles());

    private Fetchables() {}

    /** Every data set that can be fetched. */
    public static List<Fetchable> all() {
        return ALL.all();
    }

    /** The id of every data set that can be fetched, in the order of {@link #all()}. */
    public static List<String> ids() {
        return ALL.ids();
    }

    /**
     * The source of this data set.
     *
     * @throws IllegalArgumentException if the data set is unknown or has no download
     */
    public static Fetchable byId(String id) {
        Datasets.byId(id);
        if (!ids().contains(id)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Data set '%s' cannot be downloaded: it is synthetic, or you provide it yourself. Expected one of: %s.",
                    id,
                    String.join(", ", ids())));
        }
        return ALL.byId(id);
    }
}
