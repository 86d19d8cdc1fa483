package org.cam4j.datasets.format;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.internal.BoxAnnotation;
import org.cam4j.datasets.internal.DatasetIndex;
import org.cam4j.datasets.internal.RootFolder;
import org.cam4j.datasets.internal.SynsetNames;
import org.cam4j.evaluation.Box;

/**
 * The official CLS-LOC folders with one XML file of boxes an image. The order of the classes is that of the sorted WordNet ids. Test is the official {@code val};
 * validation is the last 50 training images of every class by the number in the file name, at most half of them. Training
 * images without an XML file, or with a damaged one, have no boxes.
 *
 * <p>Labels of {@code val} are those of the XML files: the devkit's own list numbers the classes by a MATLAB file, which is not read.
 */
final class IlsvrcDevkit {
    static final String LAYOUT =
            "ILSVRC/Data/CLS-LOC/{train/<wnid>/*.JPEG,val/*.JPEG}, ILSVRC/Annotations/CLS-LOC/val/*.xml and LOC_synset_mapping.txt or synset_words.txt";
    private static final int VALIDATION_PER_CLASS = 50;

    private final RootFolder root;
    private final String images;
    private final String annotations;
    private final DatasetIndex index;
    private final Map<String, Integer> labels = new HashMap<>();

    private IlsvrcDevkit(RootFolder root, Map<String, String> names) throws IOException {
        String base = base(root);
        this.root = root;
        images = base + "Data/CLS-LOC/";
        annotations = base + "Annotations/CLS-LOC/";
        Map<String, String> sorted = new TreeMap<>(names);
        if (sorted.isEmpty() && root.hasFolder(images + "train")) {
            root.folders(images + "train").forEach(wnid -> sorted.put(wnid, wnid));
        }
        if (sorted.isEmpty()) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s: neither a list of classes nor training folders, expected %s.",
                    root.path(),
                    LAYOUT));
        }
        sorted.keySet().forEach(wnid -> labels.put(wnid, labels.size()));
        index = new DatasetIndex(Ilsvrc.ID, List.copyOf(sorted.values()), "devkit");
    }

    static boolean isIn(RootFolder root) throws IOException {
        return root.hasFolder(base(root) + "Data/CLS-LOC");
    }

    private static String base(RootFolder root) throws IOException {
        return root.hasFolder("ILSVRC") ? "ILSVRC/" : "";
    }

    static Dataset read(RootFolder root) throws IOException {
        Map<String, String> names = SynsetNames.read(root, "LOC_synset_mapping.txt", "synset_words.txt");
        IlsvrcDevkit devkit = new IlsvrcDevkit(root, names);
        if (root.hasFolder(devkit.images + "train")) {
            for (String wnid : new TreeSet<>(devkit.labels.keySet())) {
                if (!root.hasFolder(devkit.images + "train/" + wnid)) {
                    devkit.index.skip(
                            devkit.images + "train/" + wnid, "no such folder, the class has no training image.");
                }
            }
            for (String wnid : root.folders(devkit.images + "train")) {
                devkit.addTraining(wnid);
            }
        }
        if (root.hasFolder(devkit.images + "val")) {
            devkit.addTest();
        }
        return devkit.index.build();
    }

    private void addTraining(String wnid) throws IOException {
        String folder = images + "train/" + wnid;
        Integer label = labels.get(wnid);
        if (label == null) {
            index.skip(folder, String.format(Locale.ROOT, "class '%s' is not in the list of classes.", wnid));
            return;
        }
        List<String> files = root.numberedImages(folder);
        int training = files.size() - Math.min(VALIDATION_PER_CLASS, files.size() / 2);
        for (int i = 0; i < files.size(); i++) {
            String image = folder + "/" + files.get(i);
            String xml = annotations + "train/" + wnid + "/" + stem(files.get(i)) + ".xml";
            Split split = i < training ? Split.TRAIN : Split.VALIDATION;
            if (!root.hasFile(xml) || !addAnnotated(split, image, xml, wnid)) {
                root.addImage(index, split, image, label, 0, 0, List.of());
            }
        }
    }

    private void addTest() throws IOException {
        for (String file : root.numberedImages(images + "val")) {
            String xml = annotations + "val/" + stem(file) + ".xml";
            if (root.hasFile(xml)) {
                addAnnotated(Split.TEST, images + "val/" + file, xml, "");
            } else {
                index.skip(
                        images + "val/" + file,
                        String.format(Locale.ROOT, "%s: no such file, its label is unknown.", xml));
            }
        }
    }

    /**
     * Adds an image with the boxes of its class, which is the first object's where none is given.
     *
     * @return whether its XML file could be used; what is wrong with it has been noted
     */
    private boolean addAnnotated(Split split, String image, String xml, String givenClass) {
        try {
            BoxAnnotation annotation = BoxAnnotation.read(root.resolve(xml));
            String wnid = givenClass;
            if (wnid.isEmpty()) {
                wnid = annotation.objects().isEmpty()
                        ? ""
                        : annotation.objects().get(0).name();
            }
            Integer label = labels.get(wnid);
            if (label == null) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "class '%s' is not in the list of classes.", wnid));
            }
            List<Box> boxes = annotation.boxes(wnid, 0, index, xml);
            root.addImage(index, split, image, label, annotation.width(), annotation.height(), boxes);
            return true;
        } catch (IllegalArgumentException | IOException e) {
            index.skip(xml, String.valueOf(e.getMessage()));
            return false;
        }
    }

    private static String stem(String file) {
        return file.substring(0, file.lastIndexOf('.'));
    }
}
