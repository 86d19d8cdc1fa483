package org.cam4j.datasets.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.DatasetFormat;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.internal.DatasetIndex;
import org.cam4j.datasets.internal.Entry;
import org.cam4j.datasets.internal.ImageSize;
import org.cam4j.datasets.internal.MaskFiles;
import org.cam4j.datasets.internal.RootFolder;
import org.cam4j.datasets.internal.image.ImageHeader;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.Mask;
import org.jspecify.annotations.Nullable;

/**
 * CUB-200-2011 (Wah et al., 2011) as it is distributed: 200 kinds of birds, one box an image and, where they were fetched too, segmentations. Test is the official one;
 * validation is the last five training images of every class in the order of {@code images.txt}, at most half of them.
 *
 * <p>A box {@code x, y, width, height} becomes the corners {@code (x, y)} and {@code (x + width, y + height)}, truncated and at most the last column and row, as in the
 * metadata of Choe et al. (CVPR 2020), which this reproduces for all 11,788 images; 30 of the boxes run past their image. A pixel of a segmentation is the bird where most of its annotators say so (above 127 of 255).
 */
final class Cub implements DatasetFormat {
    private static final List<String> LISTS = List.of(
            "images.txt", "classes.txt", "image_class_labels.txt", "train_test_split.txt", "bounding_boxes.txt");
    private static final String LAYOUT =
            String.join(", ", LISTS) + ", images/<class>/*.jpg and, where there are masks, segmentations/<class>/*.png";
    private static final String ARCHIVE_FOLDER = "CUB_200_2011";
    private static final String REMEDY = "'cam4j datasets fetch cub' gets the whole set";
    private static final int VALIDATION_PER_CLASS = 5;
    private static final int MAJORITY = 127;

    /** What the lists say of one image; null where they have not spoken yet. */
    private static final class Image {
        private final String where;
        private final String name;
        private @Nullable Integer label;
        private @Nullable Boolean training;
        private @Nullable Entry box;

        Image(String where, String name) {
            this.where = where;
            this.name = name;
        }
    }

    @Override
    public String id() {
        return "cub";
    }

    @Override
    public String description() {
        return "CUB-200-2011, birds with one box per image: a folder with " + LAYOUT + ".";
    }

    @Override
    public Dataset open(Path folder, long seed) throws IOException {
        RootFolder given = RootFolder.open(folder, LAYOUT);
        RootFolder root =
                given.hasFolder(ARCHIVE_FOLDER) ? RootFolder.open(given.resolve(ARCHIVE_FOLDER), LAYOUT) : given;
        for (String list : LISTS) {
            if (!root.hasFile(list)) {
                throw new IOException(String.format(
                        Locale.ROOT, "%s: no such file, expected %s; %s.", root.resolve(list), LAYOUT, REMEDY));
            }
        }
        if (!root.hasFolder("images")) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s: no such folder, expected the images that images.txt names; %s.",
                    root.resolve("images"),
                    REMEDY));
        }
        return new Reader(root).read();
    }

    /** Reads one tree. */
    private static final class Reader {
        private final RootFolder root;
        private final Map<Integer, Integer> labels = new HashMap<>();
        private final Map<Integer, Image> images = new LinkedHashMap<>();
        private final DatasetIndex index;
        private final boolean masks;

        Reader(RootFolder root) throws IOException {
            this.root = root;
            this.masks = root.hasFolder("segmentations");
            List<String> names = new ArrayList<>();
            for (String line : root.lines("classes.txt")) {
                String[] numberAndName = line.strip().split("\\s+", 2);
                if (numberAndName.length == 2 && numberAndName[0].matches("[0-9]{1,9}")) {
                    labels.put(Integer.valueOf(numberAndName[0]), names.size());
                    names.add(numberAndName[1].replaceFirst("^[0-9]+\\.", "").replace('_', ' '));
                }
            }
            if (names.isEmpty()) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "%s: names no class, expected lines such as '1 001.Black_footed_Albatross'; %s.",
                        root.resolve("classes.txt"),
                        REMEDY));
            }
            index = new DatasetIndex("cub", names, masks ? "masks" : "");
        }

        Dataset read() throws IOException {
            root.forEachEntry("images.txt", "\\s+", index, entry -> {
                entry.require(2, "image number, file");
                if (images.putIfAbsent(entry.number(0), new Image(entry.where(), "images/" + entry.text(1))) != null) {
                    throw new IllegalArgumentException(
                            String.format(Locale.ROOT, "image %d is listed twice.", entry.number(0)));
                }
            });
            root.forEachEntry("image_class_labels.txt", "\\s+", index, entry -> {
                entry.require(2, "image number, class number");
                Integer label = labels.get(entry.number(1));
                if (label == null) {
                    throw new IllegalArgumentException(
                            String.format(Locale.ROOT, "class %d is not in classes.txt.", entry.number(1)));
                }
                known(entry).label = label;
            });
            root.forEachEntry("train_test_split.txt", "\\s+", index, entry -> {
                entry.require(2, "image number, 1 for training or 0 for test");
                int training = entry.number(1);
                if (training != 0 && training != 1) {
                    throw new IllegalArgumentException(
                            String.format(Locale.ROOT, "%d, expected 1 for training or 0 for test.", training));
                }
                known(entry).training = training == 1;
            });
            root.forEachEntry("bounding_boxes.txt", "\\s+", index, entry -> {
                entry.require(5, "image number, x, y, width, height");
                known(entry).box = entry;
            });
            noteEmptyClasses();
            Set<Image> validation = validation();
            for (Image image : images.values()) {
                add(image, validation.contains(image));
            }
            return index.build();
        }

        private Image known(Entry entry) {
            Image image = images.get(entry.number(0));
            if (image == null) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "image %d is not in images.txt.", entry.number(0)));
            }
            return image;
        }

        private void noteEmptyClasses() {
            Set<Integer> empty = new TreeSet<>(labels.values());
            for (Image image : images.values()) {
                if (image.label != null && Boolean.TRUE.equals(image.training)) {
                    empty.remove(image.label);
                }
            }
            empty.forEach(label -> index.skip("classes.txt:" + (label + 1), "the class has no training image."));
        }

        private Set<Image> validation() {
            Map<Integer, List<Image>> training = new HashMap<>();
            for (Image image : images.values()) {
                if (image.label != null && Boolean.TRUE.equals(image.training)) {
                    training.computeIfAbsent(image.label, label -> new ArrayList<>())
                            .add(image);
                }
            }
            Set<Image> validation = new HashSet<>();
            for (List<Image> ofClass : training.values()) {
                int held = Math.min(VALIDATION_PER_CLASS, ofClass.size() / 2);
                validation.addAll(ofClass.subList(ofClass.size() - held, ofClass.size()));
            }
            return validation;
        }

        private void add(Image image, boolean validation) {
            Integer label = image.label;
            Boolean training = image.training;
            if (label == null || training == null) {
                index.skip(
                        image.where,
                        String.format(
                                Locale.ROOT,
                                "image '%s' is not in %s.",
                                image.name,
                                label == null ? "image_class_labels.txt" : "train_test_split.txt"));
                return;
            }
            try {
                Path file = root.resolve(image.name);
                if (!Files.isRegularFile(file)) {
                    throw new IOException(String.format(Locale.ROOT, "%s: no such file; %s.", image.name, REMEDY));
                }
                ImageHeader size = ImageHeader.read(file);
                Split split = !training ? Split.TEST : validation ? Split.VALIDATION : Split.TRAIN;
                root.addImage(
                        index,
                        split,
                        image.name,
                        label,
                        size.width(),
                        size.height(),
                        box(image, size.width(), size.height()),
                        mask(image, size.width(), size.height()));
            } catch (IOException e) {
                index.skip(image.where, String.valueOf(e.getMessage()));
            }
        }

        private List<Box> box(Image image, int width, int height) {
            Entry entry = image.box;
            if (entry == null) {
                index.skip(
                        image.where,
                        String.format(Locale.ROOT, "image '%s' is not in bounding_boxes.txt.", image.name));
                return List.of();
            }
            try {
                double x = entry.decimal(1);
                double y = entry.decimal(2);
                Box box = new Box((int) x, (int) y, (int) (x + entry.decimal(3)), (int) (y + entry.decimal(4)));
                Box clipped = new ImageSize(width, height).clip(index, entry.where(), box);
                return List.of(new Box(
                        clipped.x0(),
                        clipped.y0(),
                        Math.min(clipped.x1(), width - 1),
                        Math.min(clipped.y1(), height - 1)));
            } catch (IllegalArgumentException e) {
                index.skip(entry.where(), String.valueOf(e.getMessage()));
                return List.of();
            }
        }

        private Optional<Supplier<Mask>> mask(Image image, int width, int height) throws IOException {
            if (!masks) {
                return Optional.empty();
            }
            String name = image.name.replaceFirst("^images/", "segmentations/").replaceFirst("\\.[^./]*$", ".png");
            Path file = root.resolve(name);
            if (!Files.isRegularFile(file)) {
                index.skip(
                        image.where,
                        String.format(Locale.ROOT, "%s: no such file, the image has no mask; %s.", name, REMEDY));
                return Optional.empty();
            }
            return Optional.of(() -> {
                try {
                    return MaskFiles.readAbove(MAJORITY, file, width, height);
                } catch (IOException e) {
                    throw new UncheckedIOException(e.getMessage(), e);
                }
            });
        }
    }
}
