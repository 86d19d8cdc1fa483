package org.cam4j.datasets.format;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.DatasetFormat;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.internal.HeldOutImages;

/**
 * COCO 2017 (Lin et al., "Microsoft COCO", ECCV 2014) with all classes of every image, those of crowds included, see {@link CocoReader}. Images without any object are part of
 * it. Test is the official {@code val2017}; to learn from is {@code train2017}, of which validation is every n-th image, see {@link HeldOutImages}. Of an excerpt with one of
 * the two files all images are test.
 */
final class CocoMultiLabel implements DatasetFormat {
    @Override
    public String id() {
        return "coco-multi-label";
    }

    @Override
    public String description() {
        return "COCO 2017 with all classes of every image, for --output multi-label: a folder with " + CocoReader.LAYOUT
                + ".";
    }

    @Override
    public Dataset open(Path folder, long seed) throws IOException {
        CocoReader reader = new CocoReader(folder, id());
        reader.training().ifPresent(part -> {
            Set<Long> held = HeldOutImages.of(part.images());
            part.images()
                    .forEach(image -> reader.addWithAllClasses(
                            part, held.contains(image) ? Split.VALIDATION : Split.TRAIN, image));
        });
        CocoReader.Part test = reader.test();
        test.images().forEach(image -> reader.addWithAllClasses(test, Split.TEST, image));
        return reader.index().build();
    }
}
