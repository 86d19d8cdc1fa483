package org.cam4j.datasets.format;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.DatasetFormat;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.internal.ClassOfImage;

/**
 * COCO 2017 (Lin et al., "Microsoft COCO", ECCV 2014) as it is distributed, see {@link CocoReader}. Test is the official {@code val2017}, one sample for each class of an image.
 * To learn from are the images of {@code train2017} that show one class; validation is the last 50 of every class, at most half of them. Of an excerpt with one of the two
 * files all images are test.
 */
final class Coco implements DatasetFormat {
    @Override
    public String id() {
        return "coco";
    }

    @Override
    public String description() {
        return "COCO 2017, masks of 80 classes: a folder with " + CocoReader.LAYOUT + ".";
    }

    @Override
    public Dataset open(Path folder, long seed) throws IOException {
        CocoReader reader = new CocoReader(folder, id());
        reader.index().splitByClass();
        Optional<CocoReader.Part> training = reader.training();
        training.ifPresent(part -> addTraining(reader, part));
        CocoReader.Part test = reader.test();
        for (Long image : test.images()) {
            test.labelsOfObjects(image).forEach(label -> reader.addOfClass(test, Split.TEST, image, label, true));
        }
        return reader.index().build();
    }

    private static void addTraining(CocoReader reader, CocoReader.Part part) {
        Map<Long, Integer> labels = new LinkedHashMap<>();
        for (Long image : part.images()) {
            Set<Integer> shown = part.labels(image);
            if (shown.size() == 1) {
                labels.put(image, shown.iterator().next());
            }
        }
        Set<Long> held = ClassOfImage.heldOut(labels);
        labels.forEach((image, label) ->
                reader.addOfClass(part, held.contains(image) ? Split.VALIDATION : Split.TRAIN, image, label, false));
        ClassOfImage.noteEmptyClasses(reader.classNames(), labels, reader.index());
    }
}
