package org.cam4j.evaluation.boxes;

import java.util.Arrays;
import java.util.List;
import org.cam4j.evaluation.Box;

/**
 * The 8-connected component of the most pixels, at every level, in one pass: pixels are added brightest first to a union-find forest. Of components with equally
 * many pixels the one that held the place at the level above stays, else the one whose first pixel comes first in raster order.
 */
final class LargestComponent {
    private LargestComponent() {}

    /**
     * For every level the best IoU of the component's box, from its first to its last pixel, with any of the given ones; 0 where there is no foreground.
     *
     * @param levels {@code height * width} values 0 to {@code count} in row order; a pixel is foreground at level k where its value is greater than k
     * @param count the number of levels
     */
    public static double[] bestIou(int[] levels, int height, int width, int count, List<Box> truth) {
        int[] framed = new int[(height + 2) * (width + 2)];
        LevelMap map = new LevelMap(framed, height, width);
        for (int y = 0; y < height; y++) {
            System.arraycopy(levels, y * width, framed, map.index(y, 0), width);
        }
        ComponentForest forest = new ComponentForest(map, true);
        int[] order = brightestFirst(map, count);
        double[] best = new double[count];
        int largest = 0; // a component; 0 is none
        int done = 0;
        for (int level = count - 1; level >= 0; level--) {
            for (; done < order.length && framed[order[done]] > level; done++) {
                forest.add(order[done]);
            }
            largest = largest == 0 ? 0 : forest.root(largest);
            for (int i = 0; i < forest.grownCount; i++) {
                int grown = forest.grown[i];
                if (forest.isRoot(grown) && (largest == 0 || forest.hasMorePixels(grown, largest))) {
                    largest = grown;
                }
            }
            boolean same = forest.grownCount == 0 && level < count - 1;
            forest.clear();
            best[level] = same ? best[level + 1] : largest == 0 ? 0 : iou(forest, largest, truth);
        }
        return best;
    }

    private static double iou(ComponentForest forest, int root, List<Box> truth) {
        Box box = new Box(forest.left[root], forest.top[root], forest.right[root], forest.bottom[root]);
        return truth.stream().mapToDouble(box::iou).max().orElse(0);
    }

    /** The pixels that are foreground at any level. */
    private static int[] brightestFirst(LevelMap map, int count) {
        int[] start = new int[count + 2];
        for (int level : map.levels()) {
            start[count - level + 1]++;
        }
        Arrays.parallelPrefix(start, Integer::sum);
        int foreground = start[count]; // what is greater than 0; the frame is 0
        int[] order = new int[foreground];
        for (int y = 0; y < map.height(); y++) {
            for (int x = 0; x < map.width(); x++) {
                int pixel = map.index(y, x);
                int level = map.levels()[pixel];
                if (level > 0) {
                    order[start[count - level]++] = pixel;
                }
            }
        }
        return order;
    }
}
