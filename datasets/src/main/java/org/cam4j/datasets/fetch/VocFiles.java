package org.cam4j.datasets.fetch;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.cam4j.datasets.fetch.Archive.Packing;

/** PASCAL VOC 2012, training and validation, from Oxford, which publishes no checksum; the one here is that of the library that loads the set. */
final class VocFiles implements Fetchable {
    @Override
    public String id() {
        return "voc";
    }

    @Override
    public String description() {
        return "PASCAL VOC 2012, training and validation, 2 GB, photographs under Flickr's terms.";
    }

    @Override
    public List<Archive> archives() {
        return List.of(new Archive(
                URI.create("http://host.robots.ox.ac.uk/pascal/VOC/voc2012/VOCtrainval_11-May-2012.tar"),
                "VOCtrainval_11-May-2012.tar",
                Optional.of(new Checksum(
                        "MD5", "6cd6e144f989b92b3379bac3b3de84fd", "torchvision, Oxford itself publishes none")),
                Packing.TAR,
                "VOCdevkit/VOC2012/",
                "VOC2012/",
                4L << 30));
    }

    @Override
    public String byHand() {
        return "http://host.robots.ox.ac.uk/pascal/VOC/voc2012/ : unpack VOCtrainval_11-May-2012.tar. For the 10,582 images of SBD put their list as "
                + "ImageSets/Segmentation/trainaug.txt and their masks as SegmentationClassAug/*.png into VOC2012.";
    }
}
