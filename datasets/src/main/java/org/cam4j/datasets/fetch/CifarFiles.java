package org.cam4j.datasets.fetch;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.fetch.Fetchable.Archive.Packing;
import org.cam4j.datasets.internal.CifarClasses;
import org.cam4j.datasets.write.ImageFiles;

/** CIFAR-10 in its binary version, from its author; the images become PNG files, one folder a class. */
final class CifarFiles implements Fetchable {
    private static final int SIZE = 32;
    private static final int AREA = SIZE * SIZE;

    @Override
    public String id() {
        return "cifar-folder";
    }

    @Override
    public String description() {
        return "CIFAR-10, 170 MB, written as PNG files.";
    }

    @Override
    public List<Fetchable.Archive> archives() {
        return List.of(new Fetchable.Archive(
                URI.create("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"),
                "cifar-10-binary.tar.gz",
                Optional.of(new Checksum(
                        "MD5", "c32a1d4ab5d03f1284b67883e8d87530", "https://www.cs.toronto.edu/~kriz/cifar.html")),
                Packing.TAR_GZ,
                "cifar-10-batches-bin/",
                "",
                1L << 28));
    }

    @Override
    public String byHand() {
        return "https://www.cs.toronto.edu/~kriz/cifar.html : write its images as train/<class>/*.png and test/<class>/*.png.";
    }

    @Override
    public void arrange(Path folder, Fetch.Listener listener) throws IOException {
        List<Path> batches;
        try (var files = Files.list(folder)) {
            batches = files.filter(Files::isRegularFile).sorted().toList();
        }
        long total = 0;
        for (Path file : batches) {
            total += Files.size(file);
        }
        listener.started("write images", total, 0);
        long done = 0;
        int training = 0;
        for (Path file : batches) {
            String name = String.valueOf(file.getFileName());
            if (name.matches("data_batch_[0-9]\\.bin")) {
                training += write(file, folder.resolve("train"), training, done, listener);
            } else if (name.equals("test_batch.bin")) {
                write(file, folder.resolve("test"), 0, done, listener);
            }
            done += Files.size(file);
            Files.delete(file);
        }
    }

    /** Writes the images of one batch: records of a label and the red, green and blue plane. */
    private static int write(Path batch, Path folder, int first, long done, Fetch.Listener listener)
            throws IOException {
        int images = 0;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(batch))) {
            for (byte[] record = in.readNBytes(1 + 3 * AREA); record.length > 0; record = in.readNBytes(1 + 3 * AREA)) {
                if (record.length != 1 + 3 * AREA || record[0] < 0 || record[0] >= CifarClasses.NAMES.size()) {
                    throw new IOException(String.format(
                            Locale.ROOT, "%s: image %d is not a CIFAR-10 record.", batch.getFileName(), images));
                }
                byte[] rgb = new byte[3 * AREA];
                for (int i = 0; i < rgb.length; i++) {
                    rgb[i] = record[1 + (i % 3) * AREA + i / 3];
                }
                Path classFolder = Files.createDirectories(folder.resolve(CifarClasses.NAMES.get(record[0])));
                String file = String.format(Locale.ROOT, "%05d.png", first + images);
                Files.write(classFolder.resolve(file), ImageFiles.png(new PixelImage(SIZE, SIZE, rgb)));
                images++;
                listener.progress(done + (long) images * record.length);
            }
        }
        return images;
    }
}
