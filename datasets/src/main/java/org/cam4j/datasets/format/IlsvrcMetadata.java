package org.cam4j.datasets.format;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.internal.DatasetIndex;
import org.cam4j.datasets.internal.RootFolder;
import org.cam4j.datasets.internal.SplitFiles;
import org.cam4j.datasets.internal.SynsetNames;

/**
 * The text files of the reference evaluator (Choe et al., CVPR 2020): {@code image_ids.txt} (id), {@code class_labels.txt} (id,label), and where there are boxes
 * {@code image_sizes.txt} (id,width,height) and {@code localization.txt} (id,x0,y0,x1,y1). Boxes are in the size of {@code image_sizes.txt}; files may have another.
 */
final class IlsvrcMetadata {
    static final String LAYOUT =
            "metadata/ILSVRC/{train,val,test}/{image_ids,class_labels,image_sizes,localization}.txt and the images"
                    + " they name";
    private static final String FOLDER = "metadata/ILSVRC";
    private static final int CLASSES = 1000;

    private IlsvrcMetadata() {}

    static boolean isIn(RootFolder root) throws IOException {
        return root.hasFolder(FOLDER);
    }

    static Dataset read(RootFolder root) throws IOException {
        List<String> names = List.copyOf(SynsetNames.read(root, "synset_words.txt", "LOC_synset_mapping.txt")
                .values());
        if (names.isEmpty()) {
            names = IntStream.range(0, CLASSES).mapToObj(i -> "class " + i).toList();
        }
        DatasetIndex index = new DatasetIndex(Ilsvrc.ID, names, "metadata");
        boolean found = false;
        for (Split split : Split.values()) {
            String folder = FOLDER + "/" + (split == Split.VALIDATION ? "val" : split.id());
            if (root.hasFolder(folder)) {
                readSplit(root, index, split, folder + "/", names.size());
                found = true;
            }
        }
        if (!found) {
            throw new IOException(String.format(
                    Locale.ROOT, "%s: has none of train, val and test, expected %s.", root.resolve(FOLDER), LAYOUT));
        }
        return index.build();
    }

    private static void readSplit(RootFolder root, DatasetIndex index, Split split, String folder, int classes)
            throws IOException {
        SplitFiles.read(root, folder, index, classes).forEach((id, image) -> {
            if (image.label() < 0) {
                index.skip(
                        image.where(), String.format(Locale.ROOT, "image '%s' has no label in class_labels.txt.", id));
                return;
            }
            try {
                root.addImage(index, split, id, image.label(), image.width(), image.height(), image.boxes());
            } catch (IOException e) {
                index.skip(image.where(), String.valueOf(e.getMessage()));
            }
        });
    }
}
