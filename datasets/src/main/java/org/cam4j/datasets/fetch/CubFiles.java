package org.cam4j.datasets.fetch;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.cam4j.datasets.fetch.Fetchable.Archive.Packing;

/** CUB-200-2011 with its segmentations, from the archive of the California Institute of Technology. */
final class CubFiles implements Fetchable {
    private static final String PUBLISHER = "data.caltech.edu";

    @Override
    public String id() {
        return "cub";
    }

    @Override
    public String description() {
        return "CUB-200-2011 with segmentations, 1.2 GB, for non-commercial research.";
    }

    @Override
    public List<Fetchable.Archive> archives() {
        return List.of(
                new Fetchable.Archive(
                        URI.create("https://data.caltech.edu/records/65de6-vp158/files/CUB_200_2011.tgz?download=1"),
                        "CUB_200_2011.tgz",
                        Optional.of(new Checksum("MD5", "97eceeb196236b17998738112f37df78", PUBLISHER)),
                        Packing.TAR_GZ,
                        "CUB_200_2011/",
                        "",
                        4L << 30),
                new Fetchable.Archive(
                        URI.create("https://data.caltech.edu/records/w9d68-gec53/files/segmentations.tgz?download=1"),
                        "segmentations.tgz",
                        Optional.of(new Checksum("MD5", "4d47ba1228eae64f2fa547c47bc65255", PUBLISHER)),
                        Packing.TAR_GZ,
                        "segmentations/",
                        "segmentations/",
                        1L << 30));
    }

    @Override
    public String byHand() {
        return "https://www.vision.caltech.edu/datasets/cub_200_2011/ : unpack CUB_200_2011.tgz, and segmentations.tgz within it.";
    }
}
