package org.cam4j.datasets.format;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.DatasetFormat;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.internal.DatasetIndex;
import org.cam4j.datasets.internal.RootFolder;

/**
 * MNIST in its own compressed files, whichever pairs are there. Test is {@code t10k}, validation the last 5,000 images of {@code train}. Images are 28 x 28 with three
 * equal channels; they are held in memory.
 */
final class Mnist implements DatasetFormat {
    private static final String LAYOUT =
            "{train,t10k}-images-idx3-ubyte.gz and {train,t10k}-labels-idx1-ubyte.gz, one pair or both";
    private static final int SIZE = 28;
    private static final int AREA = SIZE * SIZE;
    private static final int VALIDATION = 5_000;
    private static final int MAXIMUM_IMAGES = 100_000;
    private static final int IMAGES_MAGIC = 0x803;
    private static final int LABELS_MAGIC = 0x801;

    @Override
    public String id() {
        return "mnist";
    }

    @Override
    public String description() {
        return "MNIST digits, 28x28, without boxes: a folder with " + LAYOUT + ".";
    }

    @Override
    public Dataset open(Path folder, long seed) throws IOException {
        RootFolder root = RootFolder.open(folder, LAYOUT);
        boolean train = has(root, "train");
        boolean test = has(root, "t10k");
        if (!train && !test) {
            throw new IOException(
                    String.format(Locale.ROOT, "%s: contains no MNIST pair of files; expected %s.", folder, LAYOUT));
        }
        List<String> names = IntStream.range(0, 10).mapToObj(Integer::toString).toList();
        DatasetIndex index = new DatasetIndex(id(), names, "");
        if (train) {
            add(root, index, "train");
        }
        if (test) {
            add(root, index, "t10k");
        }
        return index.build();
    }

    private static boolean has(RootFolder root, String part) throws IOException {
        return root.hasFile(images(part)) && root.hasFile(labels(part));
    }

    private static String images(String part) {
        return part + "-images-idx3-ubyte.gz";
    }

    private static String labels(String part) {
        return part + "-labels-idx1-ubyte.gz";
    }

    private static void add(RootFolder root, DatasetIndex index, String part) throws IOException {
        byte[] pixels = read(root.resolve(images(part)), IMAGES_MAGIC, AREA);
        byte[] labels = read(root.resolve(labels(part)), LABELS_MAGIC, 1);
        int count = labels.length;
        if (pixels.length != count * AREA) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s: %d images but %d labels, expected as many.",
                    root.resolve(images(part)),
                    pixels.length / AREA,
                    count));
        }
        long bytes = Files.size(root.resolve(images(part)));
        boolean training = part.equals("train");
        int first = count - Math.min(VALIDATION, count / 2); // of validation
        for (int i = 0; i < count; i++) {
            String id = String.format(Locale.ROOT, "%s/%05d", part, i);
            if (labels[i] < 0 || labels[i] > 9) {
                index.skip(id, String.format(Locale.ROOT, "label %d, expected 0 to 9.", labels[i] & 0xFF));
                continue;
            }
            int start = i * AREA;
            Split split = !training ? Split.TEST : i < first ? Split.TRAIN : Split.VALIDATION;
            index.add(
                    split,
                    new Sample(id, labels[i], 0, 0, List.of(), Optional.empty(), () -> image(pixels, start)),
                    bytes);
        }
    }

    private static PixelImage image(byte[] pixels, int start) {
        byte[] rgb = new byte[3 * AREA];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = pixels[start + i / 3];
        }
        return new PixelImage(SIZE, SIZE, rgb);
    }

    /** The values of an idx file of unsigned bytes, after its header is checked. */
    private static byte[] read(Path file, int magic, int valuesPerEntry) throws IOException {
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file))))) {
            int foundMagic = in.readInt();
            if (foundMagic != magic) {
                throw new IOException(String.format(Locale.ROOT, "starts with %08X, expected %08X", foundMagic, magic));
            }
            int count = in.readInt();
            if (count < 0 || count > MAXIMUM_IMAGES) {
                throw new IOException(
                        String.format(Locale.ROOT, "says %d entries, expected at most %d", count, MAXIMUM_IMAGES));
            }
            if (magic == IMAGES_MAGIC) {
                int rows = in.readInt();
                int columns = in.readInt();
                if (rows != SIZE || columns != SIZE) {
                    throw new IOException(
                            String.format(Locale.ROOT, "says %d x %d pixels, expected 28 x 28", rows, columns));
                }
            }
            byte[] values = in.readNBytes(count * valuesPerEntry);
            if (values.length != count * valuesPerEntry) {
                throw new IOException(String.format(
                        Locale.ROOT, "is truncated: %d bytes of %d", values.length, count * valuesPerEntry));
            }
            return values;
        } catch (IOException e) {
            String reason = e.getMessage() == null ? "is truncated" : e.getMessage();
            throw new IOException(String.format(Locale.ROOT, "%s: %s. Fetch the file again.", file, reason), e);
        }
    }
}
