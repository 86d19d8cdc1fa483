package org.cam4j.datasets.fetch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.cam4j.datasets.internal.MatlabFile;
import org.cam4j.datasets.write.AtomicFile;
import org.cam4j.datasets.write.Folders;
import org.cam4j.datasets.write.ImageFiles;

/**
 * SBD (Hariharan et al., "Semantic contours from inverse detectors", ICCV 2011) beside PASCAL VOC 2012. Its lists and VOC's, less the images that VOC measures on, are the
 * list {@code trainaug.txt} of 10,582 images that papers train on and that nobody publishes officially; its segmentations of them, where VOC has none, become PNG files
 * with VOC's palette. They have no border.
 */
final class SemanticBoundaries {
    private static final String LISTS = "ImageSets/Segmentation/";
    private static final int CLASSES = 20;

    private SemanticBoundaries() {}

    /**
     * Writes list and segmentations into VOC's folder, and removes SBD's.
     *
     * @param voc holds {@code ImageSets/Segmentation}
     * @param sbd holds {@code train.txt}, {@code val.txt} and {@code cls/*.mat}
     * @throws IOException that names the file which is missing or damaged
     */
    static void arrange(Path voc, Path sbd, Fetch.Listener listener) throws IOException {
        Set<String> names = new TreeSet<>(names(voc.resolve(LISTS + "train.txt")));
        names.addAll(names(sbd.resolve("train.txt")));
        names.addAll(names(sbd.resolve("val.txt")));
        names.removeAll(names(voc.resolve(LISTS + "val.txt")));
        Path masks = Files.createDirectories(voc.resolve("SegmentationClassAug"));
        listener.started("write segmentations of SBD", 0, 0);
        long bytes = 0;
        for (String name : names) {
            if (!Files.isRegularFile(voc.resolve("SegmentationClass/" + name + ".png"))) {
                int[][] rows =
                        MatlabFile.rows(sbd.resolve("cls/" + name + ".mat"), "GTcls", "Segmentation", 0, CLASSES);
                int[] indices = Arrays.stream(rows).flatMapToInt(Arrays::stream).toArray();
                byte[] png = ImageFiles.palettePng(indices, rows[0].length);
                AtomicFile.write(masks.resolve(name + ".png"), out -> out.write(png));
                bytes += png.length;
                listener.progress(bytes);
            }
        }
        String list = String.join("\n", names) + "\n";
        AtomicFile.write(voc.resolve(LISTS + "trainaug.txt"), out -> out.write(list.getBytes(StandardCharsets.UTF_8)));
        listener.note(String.format(
                Locale.ROOT, "%strainaug.txt: %d images of VOC and SBD to learn from", LISTS, names.size()));
        Folders.delete(sbd);
    }

    private static Set<String> names(Path list) throws IOException {
        if (!Files.isRegularFile(list)) {
            throw new IOException(String.format(Locale.ROOT, "%s: no such file, expected a list of images.", list));
        }
        Set<String> names = new LinkedHashSet<>();
        for (String line : Files.readAllLines(list)) {
            String name = line.strip();
            if (!name.matches("[A-Za-z0-9_]*")) {
                throw new IOException(
                        String.format(Locale.ROOT, "%s: '%s', expected the name of an image.", list, name));
            }
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return names;
    }
}
