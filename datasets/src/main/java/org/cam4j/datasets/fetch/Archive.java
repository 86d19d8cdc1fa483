package org.cam4j.datasets.fetch;

import java.net.URI;
import java.util.Optional;

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
public record Archive(
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
