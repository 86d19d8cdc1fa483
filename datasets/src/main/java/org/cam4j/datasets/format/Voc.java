package org.cam4j.datasets.format;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.DatasetFormat;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.internal.ClassOfImage;
import org.cam4j.datasets.internal.DatasetIndex;

/**
 * PASCAL VOC 2007 or 2012 (Everingham et al.) as it is distributed, see {@link VocReader}. Test is {@code ImageSets/Segmentation/val.txt}, one sample for each class of an
 * image. To learn from are the images of one class among {@code ImageSets/Segmentation/trainaug.txt}, the list that goes with the segmentations of SBD (10,582 images), where
 * that is there, else among {@code ImageSets/Main/trainval.txt} and {@code ImageSets/Segmentation/train.txt}, less those of test; validation is the last 50 of every class, at
 * most half of them.
 */
final class Voc implements DatasetFormat {
    private static final String TEST = "ImageSets/Segmentation/val.txt";
    private static final List<String> SBD =
            List.of("ImageSets/Segmentation/trainaug.txt", "ImageSets/Segmentation/train_aug.txt");
    private static final List<String> TRAINING =
            List.of("ImageSets/Main/trainval.txt", "ImageSets/Segmentation/train.txt");

    @Override
    public String id() {
        return "voc";
    }

    @Override
    public String description() {
        return "PASCAL VOC 2012 or 2007, or your own set in that layout, with boxes and masks: a folder VOCdevkit, or one with "
                + VocReader.LAYOUT + ".";
    }

    @Override
    public Dataset open(Path folder, long seed) throws IOException {
        VocReader reader = new VocReader(folder, id());
        DatasetIndex index = reader.index();
        index.splitByClass();
        Set<String> test = reader.names(TEST);
        if (test.isEmpty() && !reader.has(TEST)) {
            index.skip(TEST, "no such file, the test split is empty.");
        }
        Set<String> training = training(reader);
        training.removeAll(test);
        Set<String> all = new LinkedHashSet<>(training);
        all.addAll(test);
        reader.readAnnotations(all);
        List<String> classes = reader.classNames();
        Map<String, Integer> labels = new LinkedHashMap<>();
        for (String name : training) {
            List<String> shown = reader.classes(name);
            if (shown.size() == 1) {
                labels.put(name, classes.indexOf(shown.get(0)));
            }
        }
        Set<String> held = ClassOfImage.heldOut(labels);
        labels.forEach((name, label) ->
                reader.addOfClass(held.contains(name) ? Split.VALIDATION : Split.TRAIN, name, label, false));
        for (String name : test) {
            for (String shown : reader.classes(name)) {
                reader.addOfClass(Split.TEST, name, classes.indexOf(shown), true);
            }
        }
        ClassOfImage.noteEmptyClasses(classes, labels, index);
        return index.build();
    }

    private static Set<String> training(VocReader reader) throws IOException {
        for (String list : SBD) {
            if (reader.has(list)) {
                return reader.names(list);
            }
        }
        Set<String> all = new LinkedHashSet<>();
        for (String list : TRAINING) {
            all.addAll(reader.names(list));
        }
        return all;
    }
}
