package org.cam4j.datasets.fetch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A data set that can be fetched, listed in {@link Fetchables}. */
public interface Fetchable {
    /** The id of the data set in the catalog of data sets. */
    String id();

    /** One sentence: what it is, how large, and under which terms. */
    String description();

    /** What is downloaded; empty where that takes a login, and {@link #byHand} says how. */
    List<Archive> archives();

    /** How to get the set without this program. */
    String byHand();

    /**
     * Turns what the archives held into the layout that is read.
     *
     * @param folder the extracted files, not yet at their final place
     */
    default void arrange(Path folder, FetchListener listener) throws IOException {}
}
