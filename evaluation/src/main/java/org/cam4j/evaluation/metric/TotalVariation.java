package org.cam4j.evaluation.metric;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cam4j.evaluation.maps.NormalizedMap;
import org.cam4j.evaluation.protocol.EvaluatedImage;

/**
 * How rough a map is: the anisotropic total variation of the normalized map on the 224 x 224 grid, in percent of that of one straight edge from border to border; the
 * mean over images. A constant map has 0.
 *
 * <pre>
 * TV(M) = sum_xy |M[x+1,y] - M[x,y]| + |M[x,y+1] - M[x,y]|,   value = 100 TV / 224        (Rudin, Osher, Fatemi 1992)
 * </pre>
 *
 * <p>A measure of "smoother" in Kim et al., 2020, who show pictures only. A wide map has a longer outline than a narrow one of the same smoothness.
 */
final class TotalVariation extends PerImageMetric<Double> {
    private static final String ID = "total_variation";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String description() {
        return "Total variation of the normalized map, in percent of that of one straight edge across the image; lower is smoother.";
    }

    @Override
    public List<String> keys() {
        return List.of(ID);
    }

    @Override
    Optional<Double> measure(EvaluatedImage observation) {
        return observation.map().map(map -> variation(map.values()) / NormalizedMap.GRID);
    }

    private static double variation(double[] values) {
        int grid = NormalizedMap.GRID;
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += i % grid < grid - 1 ? Math.abs(values[i + 1] - values[i]) : 0;
            sum += i + grid < values.length ? Math.abs(values[i + grid] - values[i]) : 0;
        }
        return sum;
    }

    @Override
    double[] values(List<Double> records, int[] weights) {
        double total = 0;
        for (int i = 0; i < weights.length; i++) {
            total += weights[i] * records.get(i);
        }
        return new double[] {100 * total / sum(weights)};
    }

    @Override
    Map<String, double[]> contributions(List<Double> records) {
        return Map.of(ID, records.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
