package org.cam4j.evaluation.protocol;

import java.util.List;
import org.cam4j.evaluation.catalog.Catalog;

/** The catalog of evaluator protocols. A new one is one line here. */
public final class Protocols {
    /** The reference. */
    public static final Protocol DEFAULT = new Wsoleval();

    private static final Catalog<Protocol> ALL = Catalog.of(
            "evaluation protocol",
            Protocol::id,
            DEFAULT,
            new Zhou2016(),
            new Adl(),
            new Tscam(),
            new Danet(),
            new Rcam());

    private Protocols() {}

    /** Every protocol, the default first. */
    public static List<Protocol> all() {
        return ALL.all();
    }

    /** The id of every protocol, in the order of {@link #all()}. */
    public static List<String> ids() {
        return ALL.ids();
    }

    /**
     * The protocol of this id.
     *
     * @throws IllegalArgumentException if there is none; the message names the nearest id and all others
     */
    public static Protocol byId(String id) {
        return ALL.byId(id);
    }
}
