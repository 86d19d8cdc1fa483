package org.cam4j.datasets.fetch;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.cam4j.datasets.fetch.Fetchable.Archive.Packing;

/** Tiny ImageNet, from the course that made it. Stanford publishes no checksum; the one here is that of the libraries that load the set. */
final class TinyImageNetFiles implements Fetchable {
    @Override
    public String id() {
        return "tiny-imagenet";
    }

    @Override
    public String description() {
        return "Tiny ImageNet, 248 MB, for non-commercial research.";
    }

    @Override
    public List<Fetchable.Archive> archives() {
        return List.of(new Fetchable.Archive(
                URI.create("http://cs231n.stanford.edu/tiny-imagenet-200.zip"),
                "tiny-imagenet-200.zip",
                Optional.of(new Checksum(
                        "MD5",
                        "90528d7ca1a48142e341f4ef8d21d0de",
                        "the library Avalanche, Stanford itself publishes none")),
                Packing.ZIP,
                "tiny-imagenet-200/",
                "",
                1L << 30));
    }

    @Override
    public String byHand() {
        return "http://cs231n.stanford.edu/tiny-imagenet-200.zip : unpack it.";
    }
}
