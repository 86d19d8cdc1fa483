package org.cam4j.datasets.write;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.Box;

/** ILSVRC CLS-LOC as in its development kit, with one XML file an image. It has no masks. */
final class IlsvrcLayout implements Layout {
    @Override
    public String id() {
        return "ilsvrc";
    }

    @Override
    public int validation(int trainingImagesOfAClass) {
        return Math.min(50, trainingImagesOfAClass / 2);
    }

    @Override
    public void write(Dataset dataset, TreeWriter tree) throws IOException {
        List<String> names = new ArrayList<>();
        for (String name : dataset.classNames()) {
            names.add(wordNetId(names.size()) + " " + name);
        }
        tree.lines("LOC_synset_mapping.txt", names);
        int number = 0;
        for (Split split : Split.values()) {
            for (Sample sample : dataset.samples(split)) {
                number++;
                String id = wordNetId(sample.label());
                String name = split == Split.TEST
                        ? String.format(Locale.ROOT, "val/ILSVRC2012_val_%08d", number)
                        : "train/" + id + "/" + id + "_" + number;
                tree.image("ILSVRC/Data/CLS-LOC/" + name + ".JPEG", sample);
                tree.lines("ILSVRC/Annotations/CLS-LOC/" + name + ".xml", annotation(sample, id));
            }
        }
    }

    private static List<String> annotation(Sample sample, String wordNetId) {
        List<String> lines = new ArrayList<>();
        lines.add("<annotation>");
        lines.add(String.format(
                Locale.ROOT,
                "<size><width>%d</width><height>%d</height><depth>3</depth></size>",
                sample.width(),
                sample.height()));
        for (Box box : sample.boxes()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "<object><name>%s</name><bndbox><xmin>%d</xmin><ymin>%d</ymin><xmax>%d</xmax><ymax>%d</ymax></bndbox></object>",
                    wordNetId,
                    box.x0(),
                    box.y0(),
                    box.x1(),
                    box.y1()));
        }
        lines.add("</annotation>");
        return lines;
    }

    static String wordNetId(int label) {
        return String.format(Locale.ROOT, "n%08d", label + 1);
    }
}
