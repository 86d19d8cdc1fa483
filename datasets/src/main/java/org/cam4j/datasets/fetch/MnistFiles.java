package org.cam4j.datasets.fetch;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.cam4j.datasets.fetch.Fetchable.Archive.Packing;

/** MNIST, from PyTorch's mirror: its authors' own address asks for a password. */
final class MnistFiles implements Fetchable {
    private static final String MIRROR = "https://ossci-datasets.s3.amazonaws.com/mnist/";
    private static final Map<String, String> MD5 = Map.of(
            "train-images-idx3-ubyte.gz", "f68b3c2dcbeaaa9fbdd348bbdeb94873",
            "train-labels-idx1-ubyte.gz", "d53e105ee54ea40749a09fcbcd1e9432",
            "t10k-images-idx3-ubyte.gz", "9fb629c4189551a2d022fa330f9573f3",
            "t10k-labels-idx1-ubyte.gz", "ec29112dd5afa0611ce80d1b7f02629c");

    @Override
    public String id() {
        return "mnist";
    }

    @Override
    public String description() {
        return "MNIST, 12 MB, CC BY-SA 3.0.";
    }

    @Override
    public List<Fetchable.Archive> archives() {
        return new TreeMap<>(MD5)
                .entrySet().stream()
                        .map(file -> archive(file.getKey(), file.getValue()))
                        .toList();
    }

    private static Fetchable.Archive archive(String file, String md5) {
        return new Fetchable.Archive(
                URI.create(MIRROR + file),
                file,
                Optional.of(new Checksum("MD5", md5, "torchvision, for this mirror")),
                Packing.NONE,
                "",
                "",
                1L << 24);
    }

    @Override
    public String byHand() {
        return MIRROR + " : keep its four .gz files as they are.";
    }
}
