package org.cam4j.datasets;

import java.util.List;
import java.util.Map;

/**
 * What {@link DatasetCheck} found.
 *
 * @param images for every split the number of images that the index lists
 * @param bad index entries that were left out, then every image that cannot be read, in the order of the splits
 */
public record CheckReport(Map<Split, Integer> images, List<Skipped> bad) {
    public CheckReport {
        images = Map.copyOf(images);
        bad = List.copyOf(bad);
    }
}
