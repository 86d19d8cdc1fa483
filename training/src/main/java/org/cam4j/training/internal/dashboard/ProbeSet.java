package org.cam4j.training.internal.dashboard;

import java.util.List;
import java.util.Locale;
import org.cam4j.evaluation.Box;

/**
 * The validation images that a run watches.
 *
 * @param schemaVersion {@link #SCHEMA_VERSION}
 * @param dataset the data set's id
 * @param backbone the network's id
 * @param head its head's id
 * @param epochs of the whole run
 * @param classNames one per class
 * @param methods ids of the methods whose maps are kept
 * @param measured how many validation images, the probes among them, localization is measured on
 * @param images the probes
 */
public record ProbeSet(
        int schemaVersion,
        String dataset,
        String backbone,
        String head,
        int epochs,
        List<String> classNames,
        List<String> methods,
        int measured,
        List<Probe> images) {
    public static final int SCHEMA_VERSION = 1;

    /** More probes than this make the records large and the page slow. */
    public static final int MOST_IMAGES = 100;

    public ProbeSet {
        if (schemaVersion != SCHEMA_VERSION) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "Probes have schema version %d, expected %d.", schemaVersion, SCHEMA_VERSION));
        }
        if (images.size() > MOST_IMAGES) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "Found %d probes, expected at most %d.", images.size(), MOST_IMAGES));
        }
        for (Probe image : images) {
            if (image.label < 0 || image.label >= classNames.size() || image.width < 1 || image.height < 1) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "Probe '%s': class %d of %d and %d x %d pixels, expected a class that there is and a size.",
                        image.id,
                        image.label,
                        classNames.size(),
                        image.width,
                        image.height));
            }
        }
        classNames = List.copyOf(classNames);
        methods = List.copyOf(methods);
        images = List.copyOf(images);
    }

    /**
     * One of them; its pixels lie in {@code images/NUMBER.png}, {@code NUMBER} counted from 0.
     *
     * @param id the sample's id
     * @param label its class
     * @param width columns of the image in whose pixels boxes are given, here and in the records
     * @param height rows of it
     * @param boxes the true boxes; empty where the data set has none
     */
    public record Probe(String id, int label, int width, int height, List<Box> boxes) {
        public Probe {
            boxes = List.copyOf(boxes);
        }
    }
}
