package org.cam4j.datasets.fetch;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cam4j.datasets.fetch.Fetchable.Archive.Packing;

/**
 * PASCAL VOC 2012, training and validation, from Oxford, and SBD's lists and segmentations of its images from Berkeley. Neither publishes a checksum; those here are the
 * ones of the library that loads the sets.
 */
final class VocFiles implements Fetchable {
    private static final String KNOWN_TO = "torchvision, the authors themselves publish none";
    private static final String VOC = "VOC2012/";
    private static final String SBD = "SBD/";

    @Override
    public String id() {
        return "voc";
    }

    @Override
    public String description() {
        return "PASCAL VOC 2012, training and validation, with the segmentations of SBD, 3.4 GB, photographs under Flickr's terms.";
    }

    @Override
    public List<Fetchable.Archive> archives() {
        return List.of(
                new Fetchable.Archive(
                        URI.create("http://host.robots.ox.ac.uk/pascal/VOC/voc2012/VOCtrainval_11-May-2012.tar"),
                        "VOCtrainval_11-May-2012.tar",
                        Optional.of(new Checksum("MD5", "6cd6e144f989b92b3379bac3b3de84fd", KNOWN_TO)),
                        Packing.TAR,
                        "VOCdevkit/VOC2012/",
                        VOC,
                        4L << 30),
                new Fetchable.Archive(
                        URI.create(
                                "https://www2.eecs.berkeley.edu/Research/Projects/CS/vision/grouping/semantic_contours/benchmark.tgz"),
                        "benchmark.tgz",
                        Optional.of(new Checksum("MD5", "82b4d87ceb2ed10f6038a1cba92111cb", KNOWN_TO)),
                        Packing.TAR_GZ,
                        "benchmark_RELEASE/dataset/",
                        SBD,
                        4L << 30));
    }

    @Override
    public void arrange(Path folder, Fetch.Listener listener) throws IOException {
        SemanticBoundaries.arrange(folder.resolve(VOC), folder.resolve(SBD), listener);
    }

    @Override
    public String byHand() {
        return "http://host.robots.ox.ac.uk/pascal/VOC/voc2012/ : unpack VOCtrainval_11-May-2012.tar. Where Berkeley's server does not answer, put benchmark.tgz of SBD "
                + "into voc.download, or go without its 10,582 training images: VOC's own lists are read then.";
    }
}
