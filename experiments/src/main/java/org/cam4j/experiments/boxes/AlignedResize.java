package org.cam4j.experiments.boxes;

import org.cam4j.layers.explain.TapGeometry;
import org.cam4j.layers.explain.TapGeometry.Axis;

/** Brings the maps of any tap to one grid over the image, each cell where its receptive field's center lies: bilinear, replicated border. */
final class AlignedResize {
    private final int size;
    private final int[][] cells; // rows, columns
    private final double[][] shares; // of the next cell
    private final int height;
    private final int width;

    /**
     * A resize from one shape.
     *
     * @param height rows of the maps
     * @param width columns of the maps
     * @param input rows and columns of the image
     * @param size rows and columns of the grid
     */
    AlignedResize(int height, int width, TapGeometry geometry, long[] input, int size) {
        this.height = height;
        this.width = width;
        this.size = size;
        cells = new int[][] {new int[size], new int[size]};
        shares = new double[][] {new double[size], new double[size]};
        fill(0, height, geometry.rows(), input[0]);
        fill(1, width, geometry.columns(), input[1]);
    }

    private void fill(int axis, int count, Axis geometry, long input) {
        for (int i = 0; i < size; i++) {
            double pixel = (i + 0.5) * input / size - 0.5;
            double place = Math.max(0, Math.min(count - 1, (pixel - geometry.start()) / geometry.step()));
            cells[axis][i] = Math.min((int) place, Math.max(0, count - 2));
            shares[axis][i] = place - cells[axis][i];
        }
    }

    /**
     * One map on the grid.
     *
     * @param values all maps one after the other, each in row order
     * @param map which one
     */
    double[] apply(float[] values, int map) {
        int from = map * height * width;
        double[] result = new double[size * size];
        for (int y = 0; y < size; y++) {
            int upper = from + cells[0][y] * width;
            int lower = height > 1 ? upper + width : upper;
            for (int x = 0; x < size; x++) {
                int left = cells[1][x];
                int right = width > 1 ? left + 1 : left;
                double share = shares[1][x];
                double above = values[upper + left] * (1 - share) + values[upper + right] * share;
                double below = values[lower + left] * (1 - share) + values[lower + right] * share;
                result[y * size + x] = above * (1 - shares[0][y]) + below * shares[0][y];
            }
        }
        return result;
    }
}
