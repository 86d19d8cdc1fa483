package org.cam4j.training.internal.graph;

import java.util.Locale;
import org.cam4j.training.graph.FeatureMap;

/** A deconvolution along one axis, from one size to another: kernel, stride and padding (Kim et al. 2020, eq. 3: to = stride (from - 1) + kernel - 2 padding). */
public record Enlargement(int kernel, int stride, int padding) {
    /**
     * Finds the deconvolution. Behind a pooling of an odd size the finer map has one cell more or less than twice as many: there 3 taps take the place of 4.
     *
     * @param coarse the map that is enlarged, for the message
     * @param fine whose size is wanted, for the message
     * @param taps 4 to interpolate, 2 to copy
     * @throws IllegalArgumentException if the sizes do not fit
     */
    public static Enlargement of(FeatureMap coarse, FeatureMap fine, int from, int to, int taps) {
        if (from == to) {
            return new Enlargement(1, 1, 0);
        }
        if (to == 2 * from) {
            return new Enlargement(taps, 2, (taps - 2) / 2);
        }
        if (Math.abs(to - 2 * from) == 1 && taps == 4) {
            return new Enlargement(3, 2, (1 - (to - 2 * from)) / 2);
        }
        throw new IllegalArgumentException(String.format(
                Locale.ROOT,
                "Head 'wide': '%s' has %d cells along an axis and '%s' %d; expected twice as many, or one more or less without @k2. Choose another input size.",
                coarse.layer(),
                from,
                fine.layer(),
                to));
    }
}
