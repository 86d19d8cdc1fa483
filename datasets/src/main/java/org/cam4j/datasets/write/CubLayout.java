package org.cam4j.datasets.write;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.Box;

/** CUB-200-2011, with segmentations. */
final class CubLayout implements Layout {
    @Override
    public String id() {
        return "cub";
    }

    @Override
    public int validation(int trainingImagesOfAClass) {
        return Math.min(5, trainingImagesOfAClass / 2);
    }

    @Override
    public void write(Dataset dataset, TreeWriter tree) throws IOException {
        List<String> classes = new ArrayList<>();
        for (String name : dataset.classNames()) {
            classes.add(String.format(Locale.ROOT, "%03d.%s", classes.size() + 1, name));
        }
        List<String> images = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        List<String> splits = new ArrayList<>();
        List<String> boxes = new ArrayList<>();
        for (Split split : Split.values()) {
            for (Sample sample : dataset.samples(split)) {
                int number = images.size() + 1;
                String name = String.format(
                        Locale.ROOT,
                        "%s/%s_%04d",
                        classes.get(sample.label()),
                        dataset.classNames().get(sample.label()),
                        number);
                images.add(number + " " + name + ".jpg");
                labels.add(number + " " + (sample.label() + 1));
                splits.add(number + " " + (split == Split.TEST ? 0 : 1));
                for (Box box : sample.boxes()) {
                    boxes.add(String.format(
                            Locale.ROOT,
                            "%d %.1f %.1f %.1f %.1f",
                            number,
                            (double) box.x0(),
                            (double) box.y0(),
                            (double) box.x1() - box.x0(),
                            (double) box.y1() - box.y0()));
                }
                tree.image("images/" + name + ".jpg", sample);
                if (sample.mask().isPresent()) {
                    tree.bytes(
                            "segmentations/" + name + ".png",
                            ImageFiles.png(sample.mask().get().get()));
                }
            }
        }
        List<String> numbered = new ArrayList<>();
        classes.forEach(name -> numbered.add(numbered.size() + 1 + " " + name));
        tree.lines("classes.txt", numbered);
        tree.lines("images.txt", images);
        tree.lines("image_class_labels.txt", labels);
        tree.lines("train_test_split.txt", splits);
        tree.lines("bounding_boxes.txt", boxes);
    }
}
