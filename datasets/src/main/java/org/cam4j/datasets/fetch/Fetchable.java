package org.cam4j.datasets.fetch;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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
    default void arrange(Path folder, Fetch.Listener listener) throws IOException {}

    /**
     * One file to download.
     *
     * @param address where it lies
     * @param file its name on this machine; no folders
     * @param checksum the published one; empty where none is published
     * @param packing how it is unpacked
     * @param from the folder within it that is extracted, with a slash at its end; empty for everything
     * @param into the folder of the data set that takes it, with a slash at its end; empty for the data set's own
     * @param unpackedBytes more than this it never holds; a guard against archives that are made to fill the disk
     */
    record Archive(
            URI address,
            String file,
            Optional<Checksum> checksum,
            Packing packing,
            String from,
            String into,
            long unpackedBytes) {
        /** How a file is unpacked. */
        public enum Packing {
            /** It is kept as it is. */
            NONE,
            ZIP,
            TAR,
            TAR_GZ
        }
    }
}
