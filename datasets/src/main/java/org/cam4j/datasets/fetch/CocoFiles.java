package org.cam4j.datasets.fetch;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.cam4j.datasets.fetch.Fetchable.Archive.Packing;

/** COCO 2017, training and validation. COCO publishes no checksums; those here are the ones that many programs for the set agree on. */
final class CocoFiles implements Fetchable {
    private static final String ADDRESS = "http://images.cocodataset.org/";
    private static final String KNOWN_TO = "programs that load the set, COCO itself publishes none";

    @Override
    public String id() {
        return "coco";
    }

    @Override
    public String description() {
        return "COCO 2017, training and validation, 20 GB; annotations CC BY 4.0, photographs under Flickr's terms.";
    }

    @Override
    public List<Fetchable.Archive> archives() {
        return List.of(
                archive(
                        "annotations/annotations_trainval2017.zip",
                        "f4bbac642086de4f52a3fdda2de5fa2c",
                        "annotations/",
                        2),
                archive("zips/val2017.zip", "442b8da7639aecaf257c1dceb8ba8c80", "val2017/", 2),
                archive("zips/train2017.zip", "cced6f7f71b7629ddf16f17bbcfab6b2", "train2017/", 40));
    }

    private static Fetchable.Archive archive(String path, String md5, String folder, long gigabytes) {
        return new Fetchable.Archive(
                URI.create(ADDRESS + path),
                path.substring(path.indexOf('/') + 1),
                Optional.of(new Checksum("MD5", md5, KNOWN_TO)),
                Packing.ZIP,
                folder,
                folder,
                gigabytes << 30);
    }

    @Override
    public String byHand() {
        return "https://cocodataset.org/#download : unpack annotations_trainval2017.zip, val2017.zip and train2017.zip into one folder.";
    }
}
