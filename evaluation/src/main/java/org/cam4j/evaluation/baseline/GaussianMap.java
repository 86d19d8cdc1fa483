package org.cam4j.evaluation.baseline;

import org.cam4j.evaluation.GroundTruth;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.maps.NormalizedMap;
import org.cam4j.evaluation.protocol.EvaluatedImage;

/** A centered Gaussian whose standard deviation is a quarter of the image side: at the best threshold, the best center box. */
final class GaussianMap implements TrivialBaseline {
    private static final double DEVIATION = NormalizedMap.GRID / 4.0;

    @Override
    public String id() {
        return "gaussian";
    }

    @Override
    public String description() {
        return "Baseline: the map is a centered Gaussian.";
    }

    @Override
    public EvaluatedImage observe(GroundTruth sample) {
        int grid = NormalizedMap.GRID;
        double[] values = new double[grid * grid];
        double center = (grid - 1) / 2.0;
        for (int y = 0; y < grid; y++) {
            for (int x = 0; x < grid; x++) {
                double squared = (x - center) * (x - center) + (y - center) * (y - center);
                values[y * grid + x] = Math.exp(-squared / (2 * DEVIATION * DEVIATION));
            }
        }
        return EvaluatedImage.ofMap(sample, new ScoreMap(values, grid, grid));
    }
}
