package org.cam4j.datasets.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.cam4j.datasets.pixels.ImageDecoder;
import org.cam4j.evaluation.Box;
import org.jspecify.annotations.Nullable;

/**
 * The text files of one split as the reference evaluator (Choe et al., CVPR 2020) reads them, one entry a line: {@code image_ids.txt} (id),
 * {@code class_labels.txt} (id,label), {@code image_sizes.txt} (id,width,height) and {@code localization.txt}, which holds boxes (id,x0,y0,x1,y1) or names masks
 * (id,mask,ignored). The last two may be missing.
 */
public final class SplitFiles {
    private static final String IDS = "image_ids.txt";
    private static final String LABELS = "class_labels.txt";
    private static final String SIZES = "image_sizes.txt";
    public static final String LOCALIZATION = "localization.txt";

    /** What the files say of one image; a label of -1, a size of 0, no boxes and no masks where they say nothing. */
    public static final class Image {
        private final String where;
        private final List<Box> boxes = new ArrayList<>();
        private final List<Path> masks = new ArrayList<>();
        private Optional<Path> ignored = Optional.empty();
        private boolean spoiled;
        private int label = -1;
        private int width;
        private int height;

        Image(String where) {
            this.where = where;
        }

        /** File and line of its id. */
        public String where() {
            return where;
        }

        public int label() {
            return label;
        }

        public int width() {
            return width;
        }

        public int height() {
            return height;
        }

        public List<Box> boxes() {
            return boxes;
        }

        /** One mask for each of its objects. */
        public List<Path> masks() {
            return masks;
        }

        /** The mask of what is neither object nor background. */
        public Optional<Path> ignored() {
            return ignored;
        }

        /** Whether one of its masks cannot be used, which has been noted: its object is not known as a whole. */
        public boolean isSpoiled() {
            return spoiled;
        }
    }

    private final RootFolder root;
    private final String folder;
    private final DatasetIndex index;
    private final Map<String, Image> images = new LinkedHashMap<>();

    private SplitFiles(RootFolder root, String folder, DatasetIndex index) {
        this.root = root;
        this.folder = folder;
        this.index = index;
    }

    /**
     * Reads a split with boxes.
     *
     * @param folder of the files below the root, with a slash at its end; empty for the root itself
     * @param index hears which lines were refused
     * @param classes labels are below this
     * @return by id, in the order of {@code image_ids.txt}
     */
    public static Map<String, Image> read(RootFolder root, String folder, DatasetIndex index, int classes)
            throws IOException {
        SplitFiles files = new SplitFiles(root, folder, index);
        files.readImages(classes);
        if (root.hasFile(folder + LOCALIZATION)) {
            files.readBoxes();
        }
        return files.images;
    }

    /** Reads a split with masks that lie in a folder of their own. */
    public static Map<String, Image> readWithMasks(RootFolder root, DatasetIndex index, int classes, RootFolder masks)
            throws IOException {
        SplitFiles files = new SplitFiles(root, "", index);
        files.readImages(classes);
        files.readMasks(masks);
        return files.images;
    }

    private void readImages(int classes) throws IOException {
        for (String required : List.of(IDS, LABELS)) {
            if (!root.hasFile(folder + required)) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "%s: no such file, expected %s, %s and, where there are boxes, %s and %s.",
                        root.resolve(folder + required),
                        IDS,
                        LABELS,
                        SIZES,
                        LOCALIZATION));
            }
        }
        root.forEachEntry(folder + IDS, ",", index, entry -> {
            entry.require(1, "image id");
            if (images.putIfAbsent(entry.text(0), new Image(entry.where())) != null) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "image '%s' is listed twice.", entry.text(0)));
            }
        });
        root.forEachEntry(folder + LABELS, ",", index, entry -> {
            entry.require(2, "image id, label");
            Image image = known(entry);
            int label = entry.number(1);
            if (label < 0 || label >= classes) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "label %d, expected 0 to %d.", label, classes - 1));
            }
            if (image.label >= 0) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT, "image '%s' has a label already; the first one counts.", entry.text(0)));
            }
            image.label = label;
        });
        if (root.hasFile(folder + SIZES)) {
            root.forEachEntry(folder + SIZES, ",", index, entry -> {
                entry.require(3, "image id, width, height");
                Image image = known(entry);
                int width = entry.number(1);
                int height = entry.number(2);
                if (width < 1 || height < 1 || (long) width * height > ImageDecoder.MAXIMUM_PIXELS) {
                    throw new IllegalArgumentException(String.format(
                            Locale.ROOT,
                            "size %d x %d, expected at least 1 x 1 and at most %d pixels.",
                            width,
                            height,
                            ImageDecoder.MAXIMUM_PIXELS));
                }
                if (image.width > 0) {
                    throw new IllegalArgumentException(String.format(
                            Locale.ROOT, "image '%s' has a size already; the first one counts.", entry.text(0)));
                }
                image.width = width;
                image.height = height;
            });
        }
    }

    private void readBoxes() throws IOException {
        root.forEachEntry(folder + LOCALIZATION, ",", index, entry -> {
            entry.require(5, "image id, x0, y0, x1, y1");
            Image image = known(entry);
            if (image.width == 0) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "image '%s' has no size in %s.", entry.text(0), SIZES));
            }
            image.boxes.add(entry.box(1, new ImageSize(image.width, image.height), index));
        });
    }

    private void readMasks(RootFolder masks) throws IOException {
        root.forEachEntry(LOCALIZATION, ",", index, entry -> {
            entry.require(3, "image id, mask, ignored");
            Image image = known(entry);
            boolean before = image.spoiled;
            image.spoiled = true; // until the line is read to its end
            if (!image.masks.isEmpty() && !entry.text(2).isEmpty()) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "a second mask of what is ignored in '%s', expected one at most, in its first line.",
                        entry.text(0)));
            }
            image.masks.add(existing(masks, entry.text(1)));
            if (!entry.text(2).isEmpty()) {
                image.ignored = Optional.of(existing(masks, entry.text(2)));
            }
            image.spoiled = before;
        });
    }

    private static Path existing(RootFolder folder, String relative) throws IOException {
        Path file = folder.resolve(relative);
        if (!Files.isRegularFile(file)) {
            throw new IOException(String.format(Locale.ROOT, "%s: no such file, expected a mask.", file));
        }
        return file;
    }

    private Image known(Entry entry) {
        @Nullable Image image = images.get(entry.text(0));
        if (image == null) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "image '%s' is not in %s.", entry.text(0), IDS));
        }
        return image;
    }
}
