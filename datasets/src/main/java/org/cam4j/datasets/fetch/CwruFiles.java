package org.cam4j.datasets.fetch;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cam4j.datasets.fetch.Fetchable.Archive.Packing;

/** The bearing data of Case Western Reserve University: normal, and faults of three sizes at the drive end at 12 kHz, each under four loads. No checksum is published. */
final class CwruFiles implements Fetchable {
    private static final String ADDRESS = "https://engineering.case.edu/sites/default/files/";
    /** Each followed by the same under the next three loads. */
    private static final int[] FIRST = {97, 105, 118, 130, 169, 185, 197, 209, 222, 234};

    private static final int LOADS = 4;

    @Override
    public String id() {
        return "cwru";
    }

    @Override
    public String description() {
        return "Bearing vibration of Case Western Reserve University, 40 recordings, 150 MB; its pages state no license.";
    }

    @Override
    public List<Fetchable.Archive> archives() {
        return IntStream.of(FIRST)
                .flatMap(first -> IntStream.range(first, first + LOADS))
                .mapToObj(number -> archive(number + ".mat"))
                .toList();
    }

    private static Fetchable.Archive archive(String file) {
        return new Fetchable.Archive(
                URI.create(ADDRESS + file), file, Optional.empty(), Packing.NONE, "", "", 1L << 26);
    }

    @Override
    public String byHand() {
        return "https://engineering.case.edu/bearingdatacenter/download-data-file : keep the .mat files of normal and of 12k drive end data in one folder.";
    }
}
