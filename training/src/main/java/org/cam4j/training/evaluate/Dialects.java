package org.cam4j.training.evaluate;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.cam4j.training.evaluate.dialect.Adl;
import org.cam4j.training.evaluate.dialect.Danet;
import org.cam4j.training.evaluate.dialect.Rcam;
import org.cam4j.training.evaluate.dialect.Tscam;
import org.cam4j.training.evaluate.dialect.Wsoleval;
import org.cam4j.training.evaluate.dialect.Zhou2016;

/** The catalogue of evaluator dialects. A new one is one line here. */
public final class Dialects {
    /** The reference. */
    public static final Dialect DEFAULT = new Wsoleval();

    private static final List<Dialect> ALL =
            List.of(DEFAULT, new Zhou2016(), new Adl(), new Tscam(), new Danet(), new Rcam());

    private Dialects() {}

    /** Every dialect, the default first. */
    public static List<Dialect> all() {
        return ALL;
    }

    /**
     * The dialect of this id.
     *
     * @throws IllegalArgumentException that lists the known ids, when there is none
     */
    public static Dialect byId(String id) {
        return ALL.stream()
                .filter(dialect -> dialect.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "Dialect '%s' is unknown. Known: %s.",
                        id,
                        ALL.stream().map(Dialect::id).collect(Collectors.joining(", ")))));
    }
}
