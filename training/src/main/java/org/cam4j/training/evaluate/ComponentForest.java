package org.cam4j.training.evaluate;

import java.util.Arrays;

/** Connected components of a foreground that grows pixel by pixel: a union-find forest with each component's box, first pixel and contour area. */
final class ComponentForest {
    static final int EIGHT_CONNECTED = 8;
    static final int FOUR_CONNECTED = 4;

    private static final int BACKGROUND = -1;

    /** Per component, at the index of its root: the box, edges included, in pixels without the frame. */
    final int[] left;

    final int[] top;
    final int[] right;
    final int[] bottom;
    /** Its first pixel in raster order. */
    final int[] first;
    /** Twice the area that its outer contour encloses; holes must have been filled before. */
    final int[] twiceArea;
    /** Roots that became part of another component since the caller last set {@link #absorbedCount} to 0. */
    final int[] absorbed;

    int absorbedCount;

    private final int[] parent;
    private final int[] size;
    private final int stride;
    private final int[] neighbours;

    ComponentForest(LevelMap map, int connectivity) {
        int pixels = map.levels().length;
        left = new int[pixels];
        top = new int[pixels];
        right = new int[pixels];
        bottom = new int[pixels];
        first = new int[pixels];
        twiceArea = new int[pixels];
        absorbed = new int[pixels];
        size = new int[pixels];
        parent = new int[pixels];
        Arrays.fill(parent, BACKGROUND);
        stride = map.stride();
        neighbours = connectivity == EIGHT_CONNECTED
                ? new int[] {-stride - 1, -stride, -stride + 1, -1, 1, stride - 1, stride, stride + 1}
                : new int[] {-stride, -1, 1, stride};
    }

    /** Adds a pixel to the foreground and joins it with its neighbours' components. */
    void add(int pixel) {
        int x = pixel % stride - 1;
        int y = pixel / stride - 1;
        left[pixel] = x;
        right[pixel] = x;
        top[pixel] = y;
        bottom[pixel] = y;
        first[pixel] = pixel;
        size[pixel] = 1;
        parent[pixel] = pixel;
        int root = pixel;
        for (int offset : neighbours) {
            int neighbour = pixel + offset;
            if (parent[neighbour] != BACKGROUND) {
                int other = root(neighbour);
                if (other != root) {
                    root = size[other] >= size[root] ? join(other, root) : join(root, other);
                }
            }
        }
    }

    /**
     * Adds to the contour area what the pixel, just added, completes: a 2x2 window with three pixels set is half a pixel of area, one with four a whole pixel, so
     * the third and the fourth pixel bring half each.
     */
    void growContour(int pixel) {
        int halves = half(pixel, -1, -stride) + half(pixel, 1, -stride) + half(pixel, -1, stride) + half(pixel, 1, stride);
        if (halves > 0) {
            twiceArea[root(pixel)] += halves;
        }
    }

    private int half(int pixel, int horizontal, int vertical) {
        int set = (parent[pixel + horizontal] == BACKGROUND ? 0 : 1)
                + (parent[pixel + vertical] == BACKGROUND ? 0 : 1)
                + (parent[pixel + horizontal + vertical] == BACKGROUND ? 0 : 1);
        return set >= 2 ? 1 : 0;
    }

    private int join(int winner, int loser) {
        parent[loser] = winner;
        size[winner] += size[loser];
        twiceArea[winner] += twiceArea[loser];
        left[winner] = Math.min(left[winner], left[loser]);
        top[winner] = Math.min(top[winner], top[loser]);
        right[winner] = Math.max(right[winner], right[loser]);
        bottom[winner] = Math.max(bottom[winner], bottom[loser]);
        first[winner] = Math.min(first[winner], first[loser]);
        absorbed[absorbedCount++] = loser;
        return winner;
    }

    /** The root of a foreground pixel's component. */
    int root(int pixel) {
        int root = pixel;
        while (parent[root] != root) {
            parent[root] = parent[parent[root]];
            root = parent[root];
        }
        return root;
    }

    /** Whether the root's contour area is larger than the other's; of equal ones the component whose first pixel comes later. */
    boolean isLarger(int root, int other) {
        return twiceArea[root] != twiceArea[other]
                ? twiceArea[root] > twiceArea[other]
                : first[root] > first[other];
    }
}
