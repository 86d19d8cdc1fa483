package org.cam4j.evaluation.maps;

import org.cam4j.evaluation.ScoreMap;

/** Bilinear interpolation with half-pixel centers and a replicated border, as {@code cv2.resize(..., INTER_LINEAR)}; in double. */
public final class BilinearResize {
    private BilinearResize() {}

    /** The map in another size; the map itself where the size is the same. */
    public static ScoreMap resize(ScoreMap map, int height, int width) {
        if (map.height() == height && map.width() == width) {
            return map;
        }
        double[] values = map.values();
        double[] result = new double[height * width];
        for (int y = 0; y < height; y++) {
            double row = position(y, map.height(), height);
            int above = ((int) row) * map.width();
            int below = Math.min((int) row + 1, map.height() - 1) * map.width();
            double down = row - (int) row;
            for (int x = 0; x < width; x++) {
                double column = position(x, map.width(), width);
                int left = (int) column;
                int right = Math.min(left + 1, map.width() - 1);
                double across = column - left;
                double upper = values[above + left] * (1 - across) + values[above + right] * across;
                double lower = values[below + left] * (1 - across) + values[below + right] * across;
                result[y * width + x] = upper * (1 - down) + lower * down;
            }
        }
        return new ScoreMap(result, height, width);
    }

    /** Where a target pixel's center lies between the centers of the source, held inside. */
    private static double position(int target, int from, int to) {
        return Math.max(0, Math.min(from - 1, (target + 0.5) * from / to - 0.5));
    }
}
