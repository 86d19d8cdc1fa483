package org.cam4j.evaluation.metric;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.cam4j.evaluation.maps.NormalizedMap;
import org.cam4j.evaluation.protocol.EvaluatedImage;

/**
 * The pointing game: a hit where the map's greatest value is on the object or at most 15 pixels of the original image away from it; the share of hits per class,
 * then the mean over classes.
 *
 * <p>Zhang et al., "Top-down Neural Attention by Excitation Backprop", ECCV 2016, section 5.1. Here the maximum is searched on the 224 x 224 grid and distances
 * are scaled to the original image; of equal maxima the first in row order counts; a map without any maximum (all zeros) is a miss. The object is the mask, or
 * where there is none what the ground-truth boxes cover.
 */
final class PointingGame extends PerImageMetric<PointingGame.Pointing> {
    private static final double TOLERANCE = 15;

    /** Whether an image of a class was hit. */
    record Pointing(int label, boolean hit) implements Serializable {}

    @Override
    public String id() {
        return "pointing_game";
    }

    @Override
    public String description() {
        return "Pointing game: percentage of images whose map maximum is on the object, within 15 pixels; mean over classes.";
    }

    @Override
    public List<String> keys() {
        return List.of(id());
    }

    @Override
    Optional<Pointing> measure(EvaluatedImage observation) {
        return observation
                .object()
                .flatMap(object -> observation
                        .map()
                        .map(map -> new Pointing(observation.label(), isHit(map, object, observation))));
    }

    private static boolean isHit(NormalizedMap map, byte[] object, EvaluatedImage observation) {
        double[] values = map.values();
        int maximum = 0;
        for (int i = 1; i < values.length; i++) {
            maximum = values[i] > values[maximum] ? i : maximum;
        }
        if (values[maximum] == 0) {
            return false;
        }
        int grid = NormalizedMap.GRID;
        double perColumn = observation.imageWidth() > 0 ? (double) observation.imageWidth() / grid : 1;
        double perRow = observation.imageHeight() > 0 ? (double) observation.imageHeight() / grid : 1;
        for (int i = 0; i < object.length; i++) {
            if (object[i] == 1) {
                double dx = (i % grid - maximum % grid) * perColumn;
                double dy = (i / grid - maximum / grid) * perRow;
                if (dx * dx + dy * dy <= TOLERANCE * TOLERANCE) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    double[] values(List<Pointing> records, int[] weights) {
        return new double[] {
            ClassMean.of(records, weights, Pointing::label, pointing -> pointing.hit() ? 100 : 0, pointing -> 1)
        };
    }
}
