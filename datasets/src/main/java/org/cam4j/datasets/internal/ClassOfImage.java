package org.cam4j.datasets.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Images of many classes among data sets of one label an image. To learn from, an image counts where all its objects are of one class (Meng et al., 2019, section
 * 4.3); to measure maps on, an image is one sample for each of its classes, with the id {@code FILE#CLASS}.
 */
public final class ClassOfImage {
    private static final int VALIDATION_PER_CLASS = 50;

    private ClassOfImage() {}

    /** The id of an image as a sample of one of its classes. */
    public static String id(String file, String className) {
        return file + "#" + className.replace(' ', '_').replace('/', '_');
    }

    /**
     * Those held out for validation: the last images of every class, {@value #VALIDATION_PER_CLASS} or half of them.
     *
     * @param labels of the training images in their order
     */
    public static <K> Set<K> heldOut(Map<K, Integer> labels) {
        Map<Integer, List<K>> ofClass = new HashMap<>();
        labels.forEach((image, label) ->
                ofClass.computeIfAbsent(label, key -> new ArrayList<>()).add(image));
        Set<K> held = new HashSet<>();
        for (List<K> images : ofClass.values()) {
            int count = Math.min(VALIDATION_PER_CLASS, images.size() / 2);
            held.addAll(images.subList(images.size() - count, images.size()));
        }
        return held;
    }

    /** Notes the classes that no image can be learned from. */
    public static <K> void noteEmptyClasses(List<String> classNames, Map<K, Integer> labels, DatasetIndex index) {
        Set<Integer> present = new TreeSet<>(labels.values());
        for (int label = 0; label < classNames.size(); label++) {
            if (!present.contains(label)) {
                index.skip(
                        "class " + classNames.get(label),
                        "no training image shows this class alone, so that nothing can be learned of it.");
            }
        }
    }
}
