package org.cam4j.datasets.fetch;

import java.util.List;
import java.util.Locale;
import org.cam4j.datasets.format.Datasets;

/** The catalog of data sets that can be fetched. A new one is one line here. */
public final class Fetchables {
    private static final List<Fetchable> ALL = List.of(
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
        return ALL;
    }

    /**
     * The source of this data set.
     *
     * @throws IllegalArgumentException when the data set is unknown, or is none that is fetched
     */
    public static Fetchable byId(String id) {
        Datasets.byId(id);
        return ALL.stream()
                .filter(source -> source.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "Data set '%s' is not fetched: it is drawn, or your own. Expected one of: %s.",
                        id,
                        String.join(", ", ALL.stream().map(Fetchable::id).toList()))));
    }
}
