package org.cam4j.datasets.format;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.DatasetFormat;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.internal.DatasetIndex;
import org.cam4j.datasets.internal.HeldOutImages;

/**
 * The classification task of PASCAL VOC 2007 or 2012 (Everingham et al.): each image with all its classes, see {@link VocReader}. A class that an image shows in objects marked
 * {@code difficult} alone is unknown, as in the challenge.
 *
 * <p>To learn from is {@code ImageSets/Main/train.txt}, test is {@code val.txt}. Of VOC 2007, whose test images have annotations, these are {@code trainval.txt} and
 * {@code test.txt}. A set without lists in {@code Main} has them in {@code Segmentation}. Validation is every n-th image to learn from, see {@link HeldOutImages}.
 */
final class VocMultiLabel implements DatasetFormat {
    private static final List<String> FOLDERS = List.of("ImageSets/Main/", "ImageSets/Segmentation/");

    @Override
    public String id() {
        return "voc-multi-label";
    }

    @Override
    public String description() {
        return "PASCAL VOC 2012 or 2007 with all classes of every image, for --output multi-label: a folder VOCdevkit, or one with "
                + VocReader.LAYOUT + ".";
    }

    @Override
    public Dataset open(Path folder, long seed) throws IOException {
        VocReader reader = new VocReader(folder, id());
        DatasetIndex index = reader.index();
        Set<String> test = new LinkedHashSet<>();
        Set<String> training = new LinkedHashSet<>();
        for (String lists : FOLDERS) {
            if (test.isEmpty() && training.isEmpty()) {
                boolean annotated = hasAnnotation(reader, reader.names(lists + "test.txt"));
                test.addAll(reader.names(lists + (annotated ? "test.txt" : "val.txt")));
                training.addAll(reader.names(lists + (annotated ? "trainval.txt" : "train.txt")));
            }
        }
        if (test.isEmpty() && training.isEmpty()) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s: ImageSets/Main and ImageSets/Segmentation name no image in train.txt or val.txt; expected %s.",
                    folder,
                    VocReader.LAYOUT));
        }
        training.removeAll(test);
        Set<String> all = new LinkedHashSet<>(training);
        all.addAll(test);
        reader.readAnnotations(all);
        Set<String> held = HeldOutImages.of(training);
        training.forEach(name -> reader.addWithAllClasses(held.contains(name) ? Split.VALIDATION : Split.TRAIN, name));
        test.forEach(name -> reader.addWithAllClasses(Split.TEST, name));
        return index.build();
    }

    /** Whether the images of a list have annotations; those of VOC 2012's test list have none. */
    private static boolean hasAnnotation(VocReader reader, Set<String> names) throws IOException {
        return !names.isEmpty() && reader.isAnnotated(names.iterator().next());
    }
}
