package org.cam4j.datasets;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.cam4j.evaluation.Skipped;

/**
 * What {@link DatasetCheck} found.
 *
 * @param images the number of images that the index lists, for every split and in their order
 * @param bad index entries that were left out, then every image that cannot be read, in the order of the splits
 */
public record CheckReport(Map<Split, Integer> images, List<Skipped> bad) {
    public CheckReport {
        images = Collections.unmodifiableMap(new EnumMap<>(images));
        bad = List.copyOf(bad);
    }
}
