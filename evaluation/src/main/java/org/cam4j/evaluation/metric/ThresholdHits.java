package org.cam4j.evaluation.metric;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoublePredicate;
import org.cam4j.evaluation.boxes.ThresholdGrid;
import org.cam4j.evaluation.protocol.IouCurve;

/**
 * At which of the thresholds an image is correct. Kept as runs, of which an image has few: adding up many images takes two additions a run and one pass over the
 * thresholds, so that choosing the best threshold again for every bootstrap draw costs next to nothing.
 */
final class ThresholdHits implements Serializable {
    private static final ThresholdHits NOWHERE = new ThresholdHits(new short[0]);
    /** At the reference's thresholds; shared, since it is what most records of a large set are. */
    private static final ThresholdHits EVERYWHERE =
            new ThresholdHits(new short[] {0, (short) ThresholdGrid.REFERENCE.count()});

    private final short[] edges; // from, to, from, to: indices of thresholds, from included, to not

    private ThresholdHits(short[] edges) {
        this.edges = edges;
    }

    /** The same at every threshold. */
    public static ThresholdHits everywhere(boolean correct, ThresholdGrid thresholds) {
        if (!correct) {
            return NOWHERE;
        }
        return thresholds.equals(ThresholdGrid.REFERENCE)
                ? EVERYWHERE
                : new ThresholdHits(new short[] {0, (short) thresholds.count()});
    }

    /**
     * Correct where the best IoU at the threshold's level is at least {@code delta}.
     *
     * @param bestIou one value a level
     * @param maximum the greatest 8-bit value of the map
     */
    public static ThresholdHits of(double[] bestIou, double delta, int maximum, ThresholdGrid thresholds) {
        IouCurve curve = new IouCurve(bestIou, threshold -> ThresholdGrid.level(threshold, maximum));
        return of(curve, iou -> iou >= delta, thresholds);
    }

    /** Correct where the best IoU at the threshold is enough. */
    public static ThresholdHits of(IouCurve curve, DoublePredicate isCorrect, ThresholdGrid thresholds) {
        int count = thresholds.count();
        short[] edges = new short[count + 1];
        int used = 0;
        boolean inside = false;
        for (int i = 0; i < count; i++) {
            boolean correct = isCorrect.test(curve.at(thresholds.value(i)));
            if (correct != inside) {
                edges[used++] = (short) i;
                inside = correct;
            }
        }
        if (inside) {
            edges[used++] = (short) count;
        }
        return used == 0 ? NOWHERE : new ThresholdHits(Arrays.copyOf(edges, used));
    }

    /** Whether it is correct at any threshold. */
    public boolean any() {
        return edges.length > 0;
    }

    /** Whether it is correct at the threshold of this index. */
    boolean at(int threshold) {
        int before = 0; // edges at or below the threshold
        while (before < edges.length && edges[before] <= threshold) {
            before++;
        }
        return before % 2 == 1;
    }

    /** 1 for every image that is correct at the threshold that is best for all of them together, 0 for the others. */
    static double[] atBest(List<ThresholdHits> images, ThresholdGrid thresholds) {
        int best = best(count(images, PerImageMetric.once(images), thresholds));
        return images.stream().mapToDouble(hits -> hits.at(best) ? 1 : 0).toArray();
    }

    /** For every threshold how many images are correct, each counted as often as its weight says. */
    public static int[] count(List<ThresholdHits> images, int[] weights, ThresholdGrid thresholds) {
        int[] counts = new int[thresholds.count() + 1]; // first differences, then sums
        for (int image = 0; image < weights.length; image++) {
            short[] edges = images.get(image).edges;
            for (int i = 0; i < edges.length; i += 2) {
                counts[edges[i]] += weights[image];
                counts[edges[i + 1]] -= weights[image];
            }
        }
        for (int i = 1; i < counts.length; i++) {
            counts[i] += counts[i - 1];
        }
        return Arrays.copyOf(counts, thresholds.count());
    }

    /** The index of the greatest count; of equal ones the lowest. */
    static int best(int[] counts) {
        int best = 0;
        for (int i = 1; i < counts.length; i++) {
            best = counts[i] > counts[best] ? i : best;
        }
        return best;
    }
}
