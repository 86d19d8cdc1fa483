package org.cam4j.datasets.format;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.DatasetFormat;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.internal.BoxTable;
import org.cam4j.datasets.internal.DatasetIndex;
import org.cam4j.datasets.internal.LabelTable;
import org.cam4j.datasets.internal.RootFolder;
import org.cam4j.datasets.internal.image.Orientation;
import org.cam4j.evaluation.Seeds;

/**
 * One's own images: one sub-folder a class, the classes sorted by name. The splits are the folders {@code train}, {@code validation} (or {@code val}) and
 * {@code test} where there is a {@code train} or {@code test} with class folders; else a seeded 80/10/10 of every class, at least one image each where there are three.
 *
 * <p>{@code boxes.csv} in the root is optional: {@link BoxTable}, each file relative to the root.
 * Images are read as stored: the orientation in EXIF is ignored, as the boxes ask for. Without boxes, {@link Dataset#notes} counts the images that this leaves turned.
 */
final class ImageFolder implements DatasetFormat {
    private static final String LAYOUT =
            "one sub-folder per class with .jpg or .png images, optionally below train/, validation/ and test/, and optionally boxes.csv (file,x0,y0,x1,y1)";
    private static final int MOST_NAMED = 5;

    @Override
    public String id() {
        return "folder";
    }

    @Override
    public String description() {
        return "Your own images: a folder with " + LAYOUT + ".";
    }

    @Override
    public Dataset open(Path folder, long seed) throws IOException {
        RootFolder root = RootFolder.open(folder, LAYOUT);
        Map<Split, String> splits = splitFolders(root);
        SortedSet<String> classes = new TreeSet<>();
        List<String> withoutImages = new ArrayList<>();
        for (String prefix : splits.isEmpty() ? List.of("") : splits.values()) {
            for (String name : root.folders(prefix)) {
                if (root.numberedImages(prefix + name).isEmpty()) {
                    withoutImages.add(prefix + name);
                } else {
                    classes.add(name);
                }
            }
        }
        if (classes.isEmpty()) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s: contains no sub-folder with images; expected %s.%s",
                    folder,
                    LAYOUT,
                    root.hasFile(LabelTable.FILE) ? " With labels.csv it is a data set 'folder-multi-label'." : ""));
        }
        List<String> names = List.copyOf(classes);
        DatasetIndex index = new DatasetIndex(id(), names, "");
        withoutImages.forEach(name -> index.skip(name, "holds no .jpg, .jpeg or .png image."));
        Map<String, BoxTable.Boxes> boxes = BoxTable.read(root, index);
        for (Map.Entry<Split, String> split : splits.entrySet()) {
            for (String name : names) {
                String classFolder = split.getValue() + name;
                if (root.hasFolder(classFolder)) {
                    for (String image : images(root, index, classFolder)) {
                        add(root, index, split.getKey(), image, names.indexOf(name), boxes);
                    }
                }
            }
        }
        if (splits.isEmpty()) {
            addDrawnSplits(root, index, names, boxes, seed);
        }
        if (!root.hasFile(BoxTable.FILE)) {
            noteTurned(root, index);
        }
        boxes.forEach((file, left) ->
                index.skip(left.where(), String.format(Locale.ROOT, "image '%s' lies in no class folder.", file)));
        return index.build();
    }

    /** The folder of every split, ending with a slash; empty where the folders are classes. */
    private static Map<Split, String> splitFolders(RootFolder root) throws IOException {
        Map<Split, String> folders = new EnumMap<>(Split.class);
        if (!hasClasses(root, "train") && !hasClasses(root, "test")) {
            return folders;
        }
        for (Split split : Split.values()) {
            if (root.hasFolder(split.id())) {
                folders.put(split, split.id() + "/");
            } else if (split == Split.VALIDATION && root.hasFolder("val")) {
                folders.put(split, "val/");
            }
        }
        return folders;
    }

    private static boolean hasClasses(RootFolder root, String folder) throws IOException {
        return root.hasFolder(folder) && !root.folders(folder).isEmpty();
    }

    private static void addDrawnSplits(
            RootFolder root, DatasetIndex index, List<String> names, Map<String, BoxTable.Boxes> boxes, long seed)
            throws IOException {
        for (int label = 0; label < names.size(); label++) {
            List<String> images = images(root, index, names.get(label));
            int held = images.size() < 3 ? 0 : Math.max(1, images.size() / 10);
            List<String> drawn = new ArrayList<>(images);
            Collections.shuffle(drawn, new Random(Seeds.derive(seed, label)));
            Set<String> validation = Set.copyOf(drawn.subList(0, held));
            Set<String> test = Set.copyOf(drawn.subList(held, 2 * held));
            for (String image : images) {
                Split split =
                        validation.contains(image) ? Split.VALIDATION : test.contains(image) ? Split.TEST : Split.TRAIN;
                add(root, index, split, image, label, boxes);
            }
        }
    }

    /** The images of a folder with their path from the root; other files are noted as skipped. */
    private static List<String> images(RootFolder root, DatasetIndex index, String folder) throws IOException {
        List<String> images = new ArrayList<>();
        for (String name : root.files(folder)) {
            if (RootFolder.isImage(name)) {
                images.add(folder + "/" + name);
            } else {
                index.skip(folder + "/" + name, "is not a .jpg, .jpeg or .png file.");
            }
        }
        return images;
    }

    private static void add(
            RootFolder root,
            DatasetIndex index,
            Split split,
            String image,
            int label,
            Map<String, BoxTable.Boxes> boxes)
            throws IOException {
        BoxTable.Boxes known = boxes.remove(image);
        if (known == null) {
            root.addImage(index, split, image, label, 0, 0, List.of());
        } else {
            root.addImage(
                    index,
                    split,
                    image,
                    label,
                    known.size().width(),
                    known.size().height(),
                    known.boxes());
        }
    }

    private static void noteTurned(RootFolder root, DatasetIndex index) throws IOException {
        List<String> turned = new ArrayList<>();
        for (String image : index.ids()) {
            if (isTurned(root.resolve(image))) {
                turned.add(image);
            }
        }
        if (!turned.isEmpty()) {
            index.note(
                    "EXIF orientation",
                    String.format(
                            Locale.ROOT,
                            "one other than 1 is set in %d of %d images. Data sets ignore it: such images are read lying on their side, upside down or mirrored, as they are stored. "
                                    + "To change that, turn the files themselves, for instance with 'mogrify -auto-orient'. %s: %s",
                            turned.size(),
                            index.ids().size(),
                            turned.size() > MOST_NAMED ? "The first files" : "Files",
                            String.join(", ", turned.subList(0, Math.min(MOST_NAMED, turned.size())))));
        }
    }

    private static boolean isTurned(Path image) {
        try {
            return Orientation.read(image) != Orientation.UPRIGHT;
        } catch (IOException unreadable) {
            return false; // reported when the image is read
        }
    }
}
