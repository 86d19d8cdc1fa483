package org.cam4j.layers.internal.maps;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Brings maps to a common size and range. */
public final class MapScaling {
    private MapScaling() {}

    /**
     * Bilinear resizing with pixel centers at halves and the border repeated, without a low-pass filter.
     *
     * <pre>
     * result[c] = rows * maps[c] * columns^T
     * </pre>
     *
     * @param maps {@code [C,h,w]}
     * @return a new array {@code [C,height,width]}
     */
    public static INDArray resize(INDArray maps, long height, long width) {
        if (maps.size(1) == height && maps.size(2) == width) {
            return maps.dup('c');
        }
        long channels = maps.size(0);
        INDArray rows = weights(maps, maps.size(1), height); // [height, h]
        INDArray columns = weights(maps, maps.size(2), width); // [width, w]
        INDArray flat = maps.dup('c').reshape('c', channels * maps.size(1), maps.size(2)); // [C*h, w]
        INDArray wide = flat.mmul(columns.transpose()).dup('c').reshape('c', channels, maps.size(1), width);
        INDArray result = Nd4j.createUninitialized(maps.dataType(), channels, height, width);
        for (long channel = 0; channel < channels; channel++) {
            result.slice(channel).assign(rows.mmul(wide.slice(channel)));
        }
        return result;
    }

    /**
     * {@code (map - min) / (max - min)}; zero where the map is constant.
     *
     * @return a new array of the map's shape
     */
    public static INDArray minMax(INDArray map) {
        double lowest = map.minNumber().doubleValue();
        double range = map.maxNumber().doubleValue() - lowest;
        return range > 0 ? map.sub(lowest).divi(range) : map.like();
    }

    /** Row i holds what each input position gives to output position i: {@code [to,from]}. */
    private static INDArray weights(INDArray like, long from, long to) {
        double[] weights = new double[Math.toIntExact(to * from)];
        for (int i = 0; i < to; i++) {
            double center = Math.min(Math.max((i + 0.5) * from / to - 0.5, 0), from - 1.0);
            int lower = (int) center;
            int upper = (int) Math.min(lower + 1L, from - 1);
            int row = Math.toIntExact(i * from);
            weights[row + lower] += 1 - (center - lower);
            weights[row + upper] += center - lower;
        }
        return Nd4j.createFromArray(weights).reshape(to, from).castTo(like.dataType());
    }
}
