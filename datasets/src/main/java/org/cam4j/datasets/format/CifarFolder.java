package org.cam4j.datasets.format;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.DatasetFormat;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.internal.CifarClasses;
import org.cam4j.datasets.internal.DatasetIndex;
import org.cam4j.datasets.internal.RootFolder;

/**
 * CIFAR-10 as image files, one folder a class, the classes in CIFAR-10's own order. Every image is test, unless there are {@code train/} and {@code test/}: then
 * validation is the last tenth of every training class by the number in the file name.
 */
final class CifarFolder implements DatasetFormat {
    private static final List<String> CLASSES = CifarClasses.NAMES;

    private static final String LAYOUT = "the folders " + String.join(", ", CLASSES)
            + " with .jpg or .png images, or train/ and test/ with those folders";

    @Override
    public String id() {
        return "cifar-folder";
    }

    @Override
    public String description() {
        return "CIFAR-10 as image files, without boxes: a folder with " + LAYOUT + ".";
    }

    @Override
    public Dataset open(Path folder, long seed) throws IOException {
        RootFolder root = RootFolder.open(folder, LAYOUT);
        DatasetIndex index = new DatasetIndex(id(), CLASSES, "");
        int images = root.hasFolder("train") && root.hasFolder("test")
                ? add(root, index, "train/", true) + add(root, index, "test/", false)
                : add(root, index, "", false);
        if (images == 0) {
            throw new IOException(String.format(
                    Locale.ROOT, "%s: contains no image of a CIFAR-10 class; expected %s.", folder, LAYOUT));
        }
        return index.build();
    }

    private static int add(RootFolder root, DatasetIndex index, String folder, boolean training) throws IOException {
        int count = 0;
        for (String name : root.folders(folder)) {
            if (!CLASSES.contains(name)) {
                index.skip(folder + name, "is not a CIFAR-10 class.");
            }
        }
        for (int label = 0; label < CLASSES.size(); label++) {
            String classFolder = folder + CLASSES.get(label);
            if (!root.hasFolder(classFolder)) {
                index.skip(classFolder, "no such folder, the class has no images.");
                continue;
            }
            List<String> images = root.numberedImages(classFolder);
            int first = images.size() - images.size() / 10; // of validation
            for (int i = 0; i < images.size(); i++) {
                Split split = !training ? Split.TEST : i < first ? Split.TRAIN : Split.VALIDATION;
                root.addImage(index, split, classFolder + "/" + images.get(i), label, 0, 0, List.of());
            }
            count += images.size();
        }
        return count;
    }
}
