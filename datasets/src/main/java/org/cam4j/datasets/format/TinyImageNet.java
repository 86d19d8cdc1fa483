package org.cam4j.datasets.format;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.DatasetFormat;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.internal.DatasetIndex;
import org.cam4j.datasets.internal.ImageSize;
import org.cam4j.datasets.internal.RootFolder;
import org.cam4j.datasets.internal.SynsetNames;
import org.cam4j.evaluation.Box;

/**
 * Tiny ImageNet as it is distributed: 64 x 64 pixels, one box an image. Test is the official {@code val/}; validation is the last 50 training images of every class by
 * the number in the file name, at most half of them. The order of the classes is that of {@code wnids.txt}.
 */
final class TinyImageNet implements DatasetFormat {
    private static final String LAYOUT =
            "wnids.txt, words.txt, train/<wnid>/images/*.JPEG, train/<wnid>/<wnid>_boxes.txt, val/images/*.JPEG and val/val_annotations.txt";
    private static final int SIZE = 64;
    private static final ImageSize SQUARE = new ImageSize(SIZE, SIZE);
    private static final int VALIDATION_PER_CLASS = 50;

    @Override
    public String id() {
        return "tiny-imagenet";
    }

    @Override
    public String description() {
        return "Tiny ImageNet, 64x64 with one box per image: a folder with " + LAYOUT + ".";
    }

    @Override
    public Dataset open(Path folder, long seed) throws IOException {
        RootFolder root = RootFolder.open(folder, LAYOUT);
        if (!root.hasFile("wnids.txt")) {
            throw new IOException(String.format(Locale.ROOT, "%s: has no wnids.txt; expected %s.", folder, LAYOUT));
        }
        List<String> wnids = wnids(root);
        Map<String, String> words = SynsetNames.read(root, "words.txt");
        List<String> names =
                wnids.stream().map(wnid -> words.getOrDefault(wnid, wnid)).toList();
        DatasetIndex index = new DatasetIndex(id(), names, "");
        Map<String, Integer> labels = new HashMap<>();
        for (String wnid : wnids) {
            labels.put(wnid, labels.size());
            addTraining(root, index, wnid, labels.size() - 1);
        }
        if (root.hasFile("val/val_annotations.txt")) {
            addTest(root, index, labels);
        } else {
            index.skip("val/val_annotations.txt", "no such file, the test split is empty.");
        }
        return index.build();
    }

    private static List<String> wnids(RootFolder root) throws IOException {
        Set<String> wnids = new LinkedHashSet<>();
        for (String line : root.lines("wnids.txt")) {
            String wnid = line.strip();
            if (!wnid.isEmpty() && !wnid.matches("n[0-9]{8}")) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "%s: '%s' is not a WordNet id; expected n and eight digits.",
                        root.resolve("wnids.txt"),
                        wnid));
            }
            if (!wnid.isEmpty()) {
                wnids.add(wnid);
            }
        }
        return List.copyOf(wnids);
    }

    private static void addTraining(RootFolder root, DatasetIndex index, String wnid, int label) throws IOException {
        String folder = "train/" + wnid + "/images";
        if (!root.hasFolder(folder)) {
            index.skip(folder, "no such folder, expected the training images of class " + wnid + ".");
            return;
        }
        List<String> images = root.numberedImages(folder);
        Map<String, Box> boxes = boxes(root, index, wnid, new HashSet<>(images));
        int training = images.size() - Math.min(VALIDATION_PER_CLASS, images.size() / 2);
        for (int i = 0; i < images.size(); i++) {
            Box box = boxes.get(images.get(i));
            root.addImage(
                    index,
                    i < training ? Split.TRAIN : Split.VALIDATION,
                    folder + "/" + images.get(i),
                    label,
                    SIZE,
                    SIZE,
                    box == null ? List.of() : List.of(box));
        }
    }

    private static Map<String, Box> boxes(RootFolder root, DatasetIndex index, String wnid, Set<String> images)
            throws IOException {
        Map<String, Box> boxes = new HashMap<>();
        String file = "train/" + wnid + "/" + wnid + "_boxes.txt";
        if (!root.hasFile(file)) {
            index.skip(file, "no such file, the training images of this class have no boxes.");
            return boxes;
        }
        root.forEachEntry(file, "\t", index, entry -> {
            entry.require(5, "image, x0, y0, x1, y1");
            if (!images.contains(entry.text(0))) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "image '%s' is not in train/%s/images.", entry.text(0), wnid));
            }
            boxes.put(entry.text(0), entry.box(1, SQUARE, index));
        });
        return boxes;
    }

    private static void addTest(RootFolder root, DatasetIndex index, Map<String, Integer> labels) throws IOException {
        root.forEachEntry("val/val_annotations.txt", "\t", index, entry -> {
            entry.require(6, "image, wnid, x0, y0, x1, y1");
            Integer label = labels.get(entry.text(1));
            if (label == null) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "class '%s' is not in wnids.txt.", entry.text(1)));
            }
            String image = "val/images/" + entry.text(0);
            root.addImage(index, Split.TEST, image, label, SIZE, SIZE, List.of(entry.box(2, SQUARE, index)));
        });
    }
}
