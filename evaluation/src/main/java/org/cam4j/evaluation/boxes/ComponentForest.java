package org.cam4j.evaluation.boxes;

import java.util.Arrays;

/**
 * Connected components of a foreground that grows pixel by pixel: a union-find forest over the components, of which a smooth map has few, with each one's box,
 * first pixel and contour area.
 *
 * <p>Neighbors of a pixel that touch each other are in the same component already, so of every such group one is looked up; which ones follows from the 256
 * patterns of the eight neighbors.
 */
final class ComponentForest {
    private static final Neighborhood EIGHT_CONNECTED = new Neighborhood(true);
    private static final Neighborhood FOUR_CONNECTED = new Neighborhood(false);

    /** Per component, numbered from 1, valid while it is a root: its box, edges included, in pixels without the frame. */
    final short[] left;

    final short[] top;
    final short[] right;
    final short[] bottom;
    /** Its first pixel in raster order. */
    final int[] first;
    /** Twice the area that its outer contour encloses; holes must have been filled before. */
    final int[] twiceArea;
    /** Components that grew since {@link #clear}; those that are no roots any more became part of another one. */
    final int[] grown;

    int grownCount;
    /** Components that became part of another one since {@link #clear}. */
    final int[] absorbed;

    int absorbedCount;
    /** The number of components that ever were. */
    int count;

    private final int[] component; // per pixel; 0 is background
    private final int[] parent; // per component
    private final int[] pixels;
    private final boolean[] isGrown;
    private final int stride;
    private final int[] offsets;
    private final Neighborhood neighborhood;

    ComponentForest(LevelMap map, boolean eightConnected) {
        neighborhood = eightConnected ? EIGHT_CONNECTED : FOUR_CONNECTED;
        // A component begins with a pixel without neighbors; no more such pixels than this fit onto the map.
        int bound = 1
                + (eightConnected
                        ? (map.height() + 1) / 2 * ((map.width() + 1) / 2)
                        : (map.height() * map.width() + 1) / 2);
        left = new short[bound];
        top = new short[bound];
        right = new short[bound];
        bottom = new short[bound];
        first = new int[bound];
        twiceArea = new int[bound];
        grown = new int[bound];
        absorbed = new int[bound];
        parent = new int[bound];
        pixels = new int[bound];
        isGrown = new boolean[bound];
        component = new int[map.levels().length];
        stride = map.stride();
        offsets = Neighborhood.offsets(stride);
    }

    /** Adds a pixel to the foreground and joins the components around it. */
    void add(int pixel) {
        int pattern = pattern(pixel);
        int root = 0;
        for (int direction : neighborhood.groups[pattern]) {
            int other = root(component[pixel + offsets[direction]]);
            root = root == 0 ? other : join(root, other);
        }
        short x = (short) (pixel % stride - 1);
        short y = (short) (pixel / stride - 1);
        if (root == 0) {
            root = ++count;
            parent[root] = root;
            left[root] = x;
            right[root] = x;
            top[root] = y;
            bottom[root] = y;
            first[root] = pixel;
        } else {
            left[root] = x < left[root] ? x : left[root];
            right[root] = x > right[root] ? x : right[root];
            top[root] = y < top[root] ? y : top[root];
            bottom[root] = y > bottom[root] ? y : bottom[root];
            first[root] = Math.min(first[root], pixel);
        }
        component[pixel] = root;
        pixels[root]++;
        twiceArea[root] += neighborhood.halves[pattern];
        if (!isGrown[root]) {
            isGrown[root] = true;
            grown[grownCount++] = root;
        }
    }

    private int pattern(int pixel) {
        int above = pixel - stride;
        int below = pixel + stride;
        return (component[above - 1] == 0 ? 0 : 1)
                | (component[above] == 0 ? 0 : 2)
                | (component[above + 1] == 0 ? 0 : 4)
                | (component[pixel + 1] == 0 ? 0 : 8)
                | (component[below + 1] == 0 ? 0 : 16)
                | (component[below] == 0 ? 0 : 32)
                | (component[below - 1] == 0 ? 0 : 64)
                | (component[pixel - 1] == 0 ? 0 : 128);
    }

    private int join(int one, int other) {
        if (one == other) {
            return one;
        }
        int winner = pixels[one] >= pixels[other] ? one : other;
        int loser = winner == one ? other : one;
        parent[loser] = winner;
        pixels[winner] += pixels[loser];
        twiceArea[winner] += twiceArea[loser];
        left[winner] = left[loser] < left[winner] ? left[loser] : left[winner];
        top[winner] = top[loser] < top[winner] ? top[loser] : top[winner];
        right[winner] = right[loser] > right[winner] ? right[loser] : right[winner];
        bottom[winner] = bottom[loser] > bottom[winner] ? bottom[loser] : bottom[winner];
        first[winner] = Math.min(first[winner], first[loser]);
        absorbed[absorbedCount++] = loser;
        return winner;
    }

    /** The component that a component is part of by now. */
    int root(int number) {
        int root = number;
        while (parent[root] != root) {
            parent[root] = parent[parent[root]];
            root = parent[root];
        }
        return root;
    }

    boolean isRoot(int number) {
        return parent[number] == number;
    }

    /** Forgets what has grown or been absorbed so far. */
    void clear() {
        for (int i = 0; i < grownCount; i++) {
            isGrown[grown[i]] = false;
        }
        grownCount = 0;
        absorbedCount = 0;
    }

    /** Whether a root's contour area is larger than another's; of equal ones the component whose first pixel comes later. */
    boolean isLarger(int root, int other) {
        return twiceArea[root] != twiceArea[other] ? twiceArea[root] > twiceArea[other] : first[root] > first[other];
    }

    /** Whether a root has more pixels than another; of equally many the component whose first pixel comes first. */
    boolean hasMorePixels(int root, int other) {
        return pixels[root] != pixels[other] ? pixels[root] > pixels[other] : first[root] < first[other];
    }

    /** What follows from which of its eight neighbors are foreground when a pixel is added. */
    private static final class Neighborhood {
        private static final int DIRECTIONS = 8; // clockwise from above left; odd ones share an edge with the pixel

        /** Per pattern one direction of every group of neighbors that is connected without the pixel, and connected to it. */
        final int[][] groups = new int[1 << DIRECTIONS][];
        /**
         * Per pattern the contour area, in halves, that the pixel completes: a 2x2 window with three pixels set is half a pixel of area, one with four a whole
         * one, so the third and the fourth pixel bring half each.
         */
        final int[] halves = new int[1 << DIRECTIONS];

        Neighborhood(boolean eightConnected) {
            for (int pattern = 0; pattern < groups.length; pattern++) {
                groups[pattern] = groups(pattern, eightConnected);
                for (int corner = 0; corner < DIRECTIONS; corner += 2) {
                    int set = bit(pattern, corner - 1) + bit(pattern, corner) + bit(pattern, corner + 1);
                    halves[pattern] += set >= 2 ? 1 : 0;
                }
            }
        }

        static int[] offsets(int stride) {
            return new int[] {-stride - 1, -stride, -stride + 1, 1, stride + 1, stride, stride - 1, -1};
        }

        private static int[] groups(int pattern, boolean eightConnected) {
            int[] result = new int[DIRECTIONS];
            int count = 0;
            boolean[] known = new boolean[DIRECTIONS];
            for (int direction = 0; direction < DIRECTIONS; direction++) {
                boolean adjacent = eightConnected || direction % 2 == 1;
                if (adjacent && bit(pattern, direction) == 1 && !known[direction]) {
                    result[count++] = direction;
                    spread(pattern, direction, eightConnected, known);
                }
            }
            return Arrays.copyOf(result, count);
        }

        private static void spread(int pattern, int direction, boolean eightConnected, boolean[] known) {
            known[direction] = true;
            int reach = eightConnected && direction % 2 == 1
                    ? 2
                    : 1; // neighbors across an edge touch each other at a corner
            for (int step = -reach; step <= reach; step++) {
                int next = (direction + step + DIRECTIONS) % DIRECTIONS;
                if (bit(pattern, next) == 1 && !known[next]) {
                    spread(pattern, next, eightConnected, known);
                }
            }
        }

        private static int bit(int pattern, int direction) {
            return pattern >> (direction + DIRECTIONS) % DIRECTIONS & 1;
        }
    }
}
