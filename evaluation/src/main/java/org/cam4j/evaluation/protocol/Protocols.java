package org.cam4j.evaluation.protocol;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The catalog of evaluator protocols. A new one is one line here. */
public final class Protocols {
    /** The reference. */
    public static final Protocol DEFAULT = new Wsoleval();

    private static final List<Protocol> ALL =
            List.of(DEFAULT, new Zhou2016(), new Adl(), new Tscam(), new Danet(), new Rcam());

    private Protocols() {}

    /** Every protocol, the default first. */
    public static List<Protocol> all() {
        return ALL;
    }

    /**
     * The protocol of this id.
     *
     * @throws IllegalArgumentException that lists the known ids, when there is none
     */
    public static Protocol byId(String id) {
        return ALL.stream()
                .filter(protocol -> protocol.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "Dialect '%s' is unknown. Known: %s.",
                        id,
                        ALL.stream().map(Protocol::id).collect(Collectors.joining(", ")))));
    }
}
