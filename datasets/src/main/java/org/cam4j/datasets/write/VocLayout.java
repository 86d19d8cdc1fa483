package org.cam4j.datasets.write;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.Mask;

/** PASCAL VOC 2012: lists, one XML file an image, and masks of classes and objects with a palette. The classes are named in {@code labelmap.txt}. */
final class VocLayout implements Layout {
    private static final int OBJECT = 1;

    @Override
    public String id() {
        return "voc";
    }

    @Override
    public int validation(int trainingImagesOfAClass) {
        return Math.min(50, trainingImagesOfAClass / 2);
    }

    @Override
    public void write(Dataset dataset, TreeWriter tree) throws IOException {
        List<String> labels = new ArrayList<>(List.of("background:0,0,0::"));
        for (String name : dataset.classNames()) {
            int[] color = ImageFiles.color(labels.size());
            labels.add(String.format(Locale.ROOT, "%s:%d,%d,%d::", name, color[0], color[1], color[2]));
        }
        List<String> training = new ArrayList<>();
        List<String> test = new ArrayList<>();
        for (Split split : Split.values()) {
            for (Sample sample : dataset.samples(split)) {
                String name = String.format(Locale.ROOT, "2012_%06d", training.size() + test.size() + 1);
                (split == Split.TEST ? test : training).add(name);
                tree.image("VOC2012/JPEGImages/" + name + ".jpg", sample);
                tree.lines(
                        "VOC2012/Annotations/" + name + ".xml",
                        annotation(sample, name, dataset.classNames().get(sample.label())));
                if (sample.mask().isPresent()) {
                    Mask mask = sample.mask().get().get();
                    tree.bytes(
                            "VOC2012/SegmentationClass/" + name + ".png",
                            ImageFiles.palettePng(mask, sample.label() + 1));
                    tree.bytes("VOC2012/SegmentationObject/" + name + ".png", ImageFiles.palettePng(mask, OBJECT));
                }
            }
        }
        tree.lines("VOC2012/labelmap.txt", labels);
        tree.lines("VOC2012/ImageSets/Main/trainval.txt", training);
        tree.lines("VOC2012/ImageSets/Segmentation/train.txt", training);
        tree.lines("VOC2012/ImageSets/Segmentation/val.txt", test);
    }

    private static List<String> annotation(Sample sample, String name, String className) {
        List<String> lines = new ArrayList<>();
        lines.add("<annotation>");
        lines.add(String.format(Locale.ROOT, "<filename>%s.jpg</filename>", name));
        lines.add(String.format(
                Locale.ROOT,
                "<size><width>%d</width><height>%d</height><depth>3</depth></size>",
                sample.width(),
                sample.height()));
        for (Box box : sample.boxes()) { // corners count from 1
            lines.add(String.format(
                    Locale.ROOT,
                    "<object><name>%s</name><bndbox><xmin>%d</xmin><ymin>%d</ymin><xmax>%d</xmax><ymax>%d</ymax></bndbox></object>",
                    className,
                    box.x0() + 1,
                    box.y0() + 1,
                    box.x1() + 1,
                    box.y1() + 1));
        }
        lines.add("</annotation>");
        return lines;
    }
}
