package org.cam4j.datasets.write;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.Box;

/** Tiny ImageNet: one box an image, no masks. */
final class TinyImageNetLayout implements Layout {
    @Override
    public String id() {
        return "tiny-imagenet";
    }

    @Override
    public int validation(int trainingImagesOfAClass) {
        return Math.min(50, trainingImagesOfAClass / 2);
    }

    @Override
    public void write(Dataset dataset, TreeWriter tree) throws IOException {
        List<String> ids = new ArrayList<>();
        List<String> words = new ArrayList<>();
        for (String name : dataset.classNames()) {
            ids.add(IlsvrcLayout.wordNetId(ids.size()));
            words.add(ids.get(words.size()) + "\t" + name);
        }
        tree.lines("wnids.txt", ids);
        tree.lines("words.txt", words);
        Map<String, List<String>> boxes = new TreeMap<>();
        List<String> annotations = new ArrayList<>();
        int number = 0;
        for (Split split : Split.values()) {
            for (Sample sample : dataset.samples(split)) {
                String id = ids.get(sample.label());
                String file = (split == Split.TEST ? "val" : id) + "_" + number++ + ".JPEG";
                Box box = sample.boxes().get(0);
                String corners = String.format(Locale.ROOT, "%d\t%d\t%d\t%d", box.x0(), box.y0(), box.x1(), box.y1());
                if (split == Split.TEST) {
                    tree.image("val/images/" + file, sample);
                    annotations.add(file + "\t" + id + "\t" + corners);
                } else {
                    tree.image("train/" + id + "/images/" + file, sample);
                    boxes.computeIfAbsent(id, key -> new ArrayList<>()).add(file + "\t" + corners);
                }
            }
        }
        for (Map.Entry<String, List<String>> ofClass : boxes.entrySet()) {
            tree.lines("train/" + ofClass.getKey() + "/" + ofClass.getKey() + "_boxes.txt", ofClass.getValue());
        }
        tree.lines("val/val_annotations.txt", annotations);
    }
}
