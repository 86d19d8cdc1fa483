package org.cam4j.training.evaluate;

import org.cam4j.datasets.Sample;

/** A Gaussian in the middle of the image with a quarter of its side as standard deviation: at the best threshold, the best centre box. */
public final class GaussianMap implements TrivialBaseline {
    private static final double DEVIATION = Observation.GRID / 4.0;

    @Override
    public String id() {
        return "gaussian";
    }

    @Override
    public String description() {
        return "A Gaussian in the middle as the map.";
    }

    @Override
    public Observation observe(Sample sample) {
        int grid = Observation.GRID;
        double[] values = new double[grid * grid];
        double centre = (grid - 1) / 2.0;
        for (int y = 0; y < grid; y++) {
            for (int x = 0; x < grid; x++) {
                double squared = (x - centre) * (x - centre) + (y - centre) * (y - centre);
                values[y * grid + x] = Math.exp(-squared / (2 * DEVIATION * DEVIATION));
            }
        }
        return Observation.ofMap(sample, new ScoreMap(values, grid, grid));
    }
}
