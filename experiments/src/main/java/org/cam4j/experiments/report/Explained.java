package org.cam4j.experiments.report;

import java.util.List;
import java.util.Objects;

/**
 * One map of one image, as {@code explanations.json} lists it.
 *
 * @param image the image's id: its file name, or its path within a data set
 * @param label the class that was explained
 * @param className its name
 * @param probability what the network gives it on this image; the number itself for a regression
 * @param method how the map was made
 * @param box around the largest region of the map, in pixels of the image: x0, y0, x1, y1; empty where the map is constant
 * @param truth the ground-truth boxes, where they are known, in the same pixels
 * @param overlay the picture's path in the output folder
 * @param map the map's path
 * @param note what the reader should know of this map, such as {@link #CONSTANT}; else empty
 */
public record Explained(
        String image,
        int label,
        String className,
        double probability,
        String method,
        List<Integer> box,
        List<List<Integer>> truth,
        String overlay,
        String map,
        String note) {
    /** The note of a map without a maximum. */
    public static final String CONSTANT = "The map is constant: the method finds no evidence for this class.";

    public Explained {
        note = Objects.requireNonNullElse(note, ""); // JSON of earlier versions has none
    }
}
