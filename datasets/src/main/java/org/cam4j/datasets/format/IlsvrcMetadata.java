package org.cam4j.datasets.format;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.cam4j.datasets.Box;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.DatasetIndex;
import org.cam4j.datasets.Split;
import org.jspecify.annotations.Nullable;

/**
 * The text files of the reference evaluator (Choe et al., CVPR 2020): {@code image_ids.txt} (id), {@code class_labels.txt} (id,label), and where there are boxes
 * {@code image_sizes.txt} (id,width,height) and {@code localization.txt} (id,x0,y0,x1,y1). Boxes are in the size of {@code image_sizes.txt}; files may have another.
 */
final class IlsvrcMetadata {
    static final String LAYOUT =
            "metadata/ILSVRC/{train,val,test}/{image_ids,class_labels,image_sizes,localization}.txt and the images they name";
    private static final String FOLDER = "metadata/ILSVRC";
    private static final int CLASSES = 1000;

    /** What the files say of one image; -1 and 0 where they say nothing. */
    private static final class Image {
        private final String where;
        private final List<Box> boxes = new ArrayList<>();
        private int label = -1;
        private int width;
        private int height;

        Image(String where) {
            this.where = where;
        }
    }

    private IlsvrcMetadata() {}

    static boolean isIn(RootFolder root) throws IOException {
        return root.hasFolder(FOLDER);
    }

    static Dataset read(RootFolder root) throws IOException {
        List<String> names = List.copyOf(SynsetNames.read(root, "synset_words.txt", "LOC_synset_mapping.txt")
                .values());
        if (names.isEmpty()) {
            names = IntStream.range(0, CLASSES).mapToObj(i -> "class " + i).toList();
        }
        DatasetIndex index = new DatasetIndex(Ilsvrc.ID, names, "metadata");
        boolean found = false;
        for (Split split : Split.values()) {
            String folder = FOLDER + "/" + (split == Split.VALIDATION ? "val" : split.id());
            if (root.hasFolder(folder)) {
                readSplit(root, index, split, folder + "/", names.size());
                found = true;
            }
        }
        if (!found) {
            throw new IOException(
                    "%s: has none of train, val and test, expected %s.".formatted(root.resolve(FOLDER), LAYOUT));
        }
        return index.build();
    }

    private static void readSplit(RootFolder root, DatasetIndex index, Split split, String folder, int classes)
            throws IOException {
        Map<String, Image> images = new LinkedHashMap<>();
        for (String required : List.of("image_ids.txt", "class_labels.txt")) {
            if (!root.hasFile(folder + required)) {
                throw new IOException(
                        "%s: no such file, expected %s.".formatted(root.resolve(folder + required), LAYOUT));
            }
        }
        root.forEachEntry(folder + "image_ids.txt", ",", index, entry -> {
            entry.require(1, "image id");
            if (images.putIfAbsent(entry.text(0), new Image(entry.where())) != null) {
                throw new IllegalArgumentException("image '%s' is listed twice.".formatted(entry.text(0)));
            }
        });
        root.forEachEntry(folder + "class_labels.txt", ",", index, entry -> {
            entry.require(2, "image id, label");
            Image image = known(images, entry);
            int label = entry.number(1);
            if (label < 0 || label >= classes) {
                throw new IllegalArgumentException("label %d, expected 0 to %d.".formatted(label, classes - 1));
            }
            image.label = label;
        });
        if (root.hasFile(folder + "image_sizes.txt")) {
            root.forEachEntry(folder + "image_sizes.txt", ",", index, entry -> {
                entry.require(3, "image id, width, height");
                Image image = known(images, entry);
                int width = entry.number(1);
                int height = entry.number(2);
                if (width < 1 || height < 1) {
                    throw new IllegalArgumentException(
                            "size %d x %d, expected at least 1 x 1.".formatted(width, height));
                }
                image.width = width;
                image.height = height;
            });
        }
        if (root.hasFile(folder + "localization.txt")) {
            root.forEachEntry(folder + "localization.txt", ",", index, entry -> {
                entry.require(5, "image id, x0, y0, x1, y1");
                Image image = known(images, entry);
                if (image.width == 0) {
                    throw new IllegalArgumentException(
                            "image '%s' has no size in image_sizes.txt.".formatted(entry.text(0)));
                }
                image.boxes.add(entry.box(1, image.width, image.height));
            });
        }
        add(root, index, split, images);
    }

    private static void add(RootFolder root, DatasetIndex index, Split split, Map<String, Image> images) {
        images.forEach((id, image) -> {
            if (image.label < 0) {
                index.skip(image.where, "image '%s' has no label in class_labels.txt.".formatted(id));
                return;
            }
            try {
                root.addImage(index, split, id, image.label, image.width, image.height, image.boxes);
            } catch (IOException e) {
                index.skip(image.where, String.valueOf(e.getMessage()));
            }
        });
    }

    private static Image known(Map<String, Image> images, Entry entry) {
        @Nullable Image image = images.get(entry.text(0));
        if (image == null) {
            throw new IllegalArgumentException("image '%s' is not in image_ids.txt.".formatted(entry.text(0)));
        }
        return image;
    }
}
