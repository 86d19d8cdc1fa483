package org.cam4j.evaluation.metric;

import java.io.Serializable;
import org.cam4j.evaluation.Mask;

/**
 * Pixels of a thresholded map and of the object, ignored ones dropped.
 *
 * @param label the class
 * @param both pixels of both
 * @param map pixels of the map
 * @param object pixels of the object
 */
record Overlap(int label, int both, int map, int object) implements Serializable {
    static Overlap of(int label, boolean[] foreground, byte[] object) {
        int both = 0;
        int map = 0;
        int inside = 0;
        for (int i = 0; i < object.length; i++) {
            if (object[i] != Mask.IGNORE) {
                map += foreground[i] ? 1 : 0;
                inside += object[i] == 1 ? 1 : 0;
                both += foreground[i] && object[i] == 1 ? 1 : 0;
            }
        }
        return new Overlap(label, both, map, inside);
    }

    int union() {
        return map + object - both;
    }
}
