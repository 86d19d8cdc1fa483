package org.cam4j.datasets.fetch;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a public data set takes and holds, known before it is downloaded. The numbers of images are those that the set's loader finds in the complete set; of
 * PASCAL VOC and COCO, whose training images are those of a single class, they are rounded.
 *
 * @param id in the catalog of data sets
 * @param address the official page
 * @param downloadMegabytes of all archives, in units of 10^6 bytes
 * @param unpackedMegabytes of the extracted files
 * @param license in a few words
 * @param classes how many it has
 * @param train images to learn from
 * @param validation images of the validation split
 * @param test images of the test split; of PASCAL VOC and COCO pairs of an image and a class
 */
public record DatasetFacts(
        String id,
        String address,
        long downloadMegabytes,
        long unpackedMegabytes,
        String license,
        int classes,
        int train,
        int validation,
        int test) {
    private static final List<DatasetFacts> ALL = List.of(
            new DatasetFacts(
                    "cub",
                    "https://www.vision.caltech.edu/datasets/cub_200_2011/",
                    1_190,
                    1_300,
                    "for non-commercial research",
                    200,
                    4_994,
                    1_000,
                    5_794),
            new DatasetFacts(
                    "tiny-imagenet",
                    "http://cs231n.stanford.edu/tiny-imagenet-200.zip",
                    248,
                    500,
                    "for non-commercial research",
                    200,
                    90_000,
                    10_000,
                    10_000),
            new DatasetFacts(
                    "ilsvrc",
                    "https://image-net.org/download-images",
                    160_000,
                    160_000,
                    "for non-commercial research, requires a login",
                    1_000,
                    1_231_167,
                    50_000,
                    50_000),
            new DatasetFacts(
                    "voc",
                    "http://host.robots.ox.ac.uk/pascal/VOC/voc2012/",
                    3_400,
                    3_800,
                    "photographs under Flickr's terms",
                    20,
                    5_900,
                    1_000,
                    2_150),
            new DatasetFacts(
                    "coco",
                    "https://cocodataset.org/#download",
                    20_300,
                    21_000,
                    "annotations CC BY 4.0, photographs under Flickr's terms",
                    80,
                    19_600,
                    4_000,
                    14_600),
            new DatasetFacts(
                    "mnist",
                    "https://ossci-datasets.s3.amazonaws.com/mnist/",
                    12,
                    12,
                    "CC BY-SA 3.0",
                    10,
                    55_000,
                    5_000,
                    10_000),
            new DatasetFacts(
                    "cifar-folder",
                    "https://www.cs.toronto.edu/~kriz/cifar.html",
                    170,
                    250,
                    "its page states no license",
                    10,
                    50_000,
                    0,
                    10_000),
            new DatasetFacts(
                    "cwru",
                    "https://engineering.case.edu/bearingdatacenter/download-data-file",
                    150,
                    150,
                    "its pages state no license",
                    10,
                    8_000,
                    1_000,
                    1_000),
            new DatasetFacts(
                    "caltech101-airplanes",
                    "https://data.caltech.edu/records/mzrjq-6wc02",
                    137,
                    15,
                    "CC BY 4.0",
                    1,
                    640,
                    80,
                    80));

    /** Other readings of a set's files, by the set that is downloaded. */
    private static final Map<String, String> SAME_FILES =
            Map.of("cwru-halves", "cwru", "voc-multi-label", "voc", "coco-multi-label", "coco");

    /** All that are known. */
    public static List<DatasetFacts> all() {
        return ALL;
    }

    /** Those of a data set, or of the set whose files it reads; empty for drawn sets and for a user's own images. */
    public static Optional<DatasetFacts> find(String id) {
        String files = SAME_FILES.getOrDefault(id, id);
        return ALL.stream().filter(facts -> facts.id.equals(files)).findFirst();
    }

    /** Whether {@code cam4j datasets fetch} downloads it. */
    public boolean isFetched() {
        return Fetchables.ids().contains(id) && !Fetchables.byId(id).archives().isEmpty();
    }

    /** How to get it: the command, or the steps by hand. */
    public String howTo() {
        if (isFetched()) {
            return "cam4j datasets fetch " + id + " --out DIR";
        }
        return Fetchables.ids().contains(id)
                ? "by hand; 'cam4j datasets fetch " + id + "' prints the steps"
                : "by hand; docs/data-sets.md describes the layout";
    }
}
