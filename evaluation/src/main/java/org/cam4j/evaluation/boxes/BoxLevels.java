package org.cam4j.evaluation.boxes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleBiFunction;
import org.cam4j.evaluation.Box;

/**
 * The boxes of a map at every level k from 0 to 254, where the foreground is what is greater than k, found in one pass instead of one per threshold.
 *
 * <p>Pixels are added brightest first to a union-find forest, so that after all pixels above k the components are those of level k; a box is written down
 * together with the range of levels over which it stays the same. {@link Boxes.Contours#ALL}: boxes of the 8-connected components and, one pixel larger on every
 * side, of the holes, the 4-connected background components that do not touch the border (the same pass over the inverted map). {@link Boxes.Contours#LARGEST}:
 * the component with the largest contour area; a nested component is never the largest, so the holes are filled first, at all levels at once, and the contour
 * area of what is then solid is a count of 2x2 windows.
 *
 * <p>Boxes are those of the reference evaluator (Choe et al., CVPR 2020): {@code [x, y, min(x + w, width - 1), min(y + h, height - 1)]}; one box
 * {@code [0, 0, 0, 0]} where there is no foreground.
 */
public final class BoxLevels {
    /** The number of levels: 0 to 254. */
    public static final int COUNT = LevelMap.COUNT;

    private static final short NONE = -1;

    private final int height;
    private final int width;
    private final boolean heldInside;
    private int count;
    private long[] boxes = new long[256]; // four unsigned 16-bit edges each
    private short[] lowest = new short[256]; // levels, both included
    private short[] highest = new short[256];

    private BoxLevels(int height, int width, boolean heldInside) {
        this.height = height;
        this.width = width;
        this.heldInside = heldInside;
    }

    /**
     * Finds the boxes.
     *
     * @param unsigned {@code height * width} values 0 to 255 in row order
     * @param height rows, 1 to 32767
     * @param width columns, 1 to 32767
     */
    public static BoxLevels of(byte[] unsigned, int height, int width, Boxes.Contours contours) {
        return of(unsigned, height, width, contours, true, new Box(0, 0, 0, 0));
    }

    /**
     * The box of the largest contour by other conventions than the reference's: {@code [x, y, x + w, y + h]}, which may end one past the edge of the map.
     *
     * @param nothing the box where there is no foreground
     */
    public static BoxLevels ofLargestOnePast(byte[] unsigned, int height, int width, Box nothing) {
        return of(unsigned, height, width, Boxes.Contours.LARGEST, false, nothing);
    }

    private static BoxLevels of(
            byte[] unsigned, int height, int width, Boxes.Contours contours, boolean heldInside, Box nothing) {
        if (height < 1 || width < 1 || Math.max(height, width) > Short.MAX_VALUE || unsigned.length != height * width) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Level map: %d values do not fill %d x %d (both 1 to 32767).",
                    unsigned.length,
                    height,
                    width));
        }
        BoxLevels result = new BoxLevels(height, width, heldInside);
        LevelMap map = LevelMap.of(unsigned, height, width);
        if (contours == Boxes.Contours.LARGEST) {
            result.findLargest(map.filled());
        } else {
            result.findAll(map, false);
            result.findAll(map.inverted(), true);
        }
        int maximum = Arrays.stream(map.levels()).max().orElse(0);
        if (maximum < COUNT) {
            long packed =
                    (long) nothing.x0() << 48 | (long) nothing.y0() << 32 | (long) nothing.x1() << 16 | nothing.y1();
            result.append(packed, maximum, COUNT - 1);
        }
        return result;
    }

    /** The boxes at one level, in no particular order, a hole's box possibly equal to another one. */
    public List<Box> at(int level) {
        List<Box> result = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (lowest[i] <= level && level <= highest[i]) {
                result.add(new Box(edge(i, 0), edge(i, 1), edge(i, 2), edge(i, 3)));
            }
        }
        return result;
    }

    /** For every level the best IoU of any of its boxes with any of the given ones: an array of {@link #COUNT} values. */
    public double[] bestIou(List<Box> truth) {
        return bestIou(truth, Box::iou);
    }

    /** The same by another measure of overlap. */
    public double[] bestIou(List<Box> truth, ToDoubleBiFunction<Box, Box> overlap) {
        double[] best = new double[COUNT];
        for (int i = 0; i < count; i++) {
            double iou = 0;
            Box box = new Box(edge(i, 0), edge(i, 1), edge(i, 2), edge(i, 3));
            for (Box other : truth) {
                iou = Math.max(iou, overlap.applyAsDouble(box, other));
            }
            for (int level = lowest[i]; level <= highest[i]; level++) {
                best[level] = Math.max(best[level], iou);
            }
        }
        return best;
    }

    private void findLargest(LevelMap map) {
        ComponentForest forest = new ComponentForest(map, true);
        int[] order = map.brightestFirst();
        int best = 0; // a component; 0 is none
        long box = 0;
        int since = 0;
        int done = 0;
        while (done < order.length && map.levels()[order[done]] > 0) {
            int value = map.levels()[order[done]];
            int areaBefore = forest.twiceArea[best];
            int firstBefore = forest.first[best];
            for (; done < order.length && map.levels()[order[done]] == value; done++) {
                forest.add(order[done]);
            }
            boolean isFirst = best == 0;
            best = isFirst ? forest.grown[0] : forest.root(best);
            if (!isFirst && forest.twiceArea[best] == areaBefore && forest.first[best] < firstBefore) {
                for (int i = 1;
                        i <= forest.count;
                        i++) { // it has lost a tie, possibly to a component that did not grow
                    best = forest.isRoot(i) && forest.isLarger(i, best) ? i : best;
                }
            }
            for (int i = 0; i < forest.grownCount; i++) {
                int grown = forest.grown[i];
                best = forest.isRoot(grown) && (!forest.isRoot(best) || forest.isLarger(grown, best)) ? grown : best;
            }
            forest.clear();
            long now = packed(forest, best);
            if (isFirst || now != box) {
                if (!isFirst) {
                    keep(box, value, since);
                }
                box = now;
                since = value - 1;
            }
        }
        if (best != 0) {
            keep(box, 0, since);
        }
    }

    private void findAll(LevelMap map, boolean holes) {
        ComponentForest forest = new ComponentForest(map, !holes);
        int[] order = map.brightestFirst();
        long[] box = new long[forest.first.length]; // per component its box, and the highest level at which it was that
        short[] since = new short[forest.first.length];
        Arrays.fill(since, NONE);
        int done = 0;
        while (done < order.length && map.levels()[order[done]] > 0) {
            int value = map.levels()[order[done]];
            for (; done < order.length && map.levels()[order[done]] == value; done++) {
                forest.add(order[done]);
            }
            for (int i = 0; i < forest.absorbedCount; i++) {
                int gone = forest.absorbed[i];
                if (since[gone] != NONE) {
                    keep(box[gone], value, since[gone], holes);
                }
            }
            for (int i = 0; i < forest.grownCount; i++) {
                int grown = forest.grown[i];
                long now = packed(forest, grown);
                if (forest.isRoot(grown) && (since[grown] == NONE || box[grown] != now)) {
                    if (since[grown] != NONE) {
                        keep(box[grown], value, since[grown], holes);
                    }
                    box[grown] = now;
                    since[grown] = (short) (value - 1);
                }
            }
            forest.clear();
        }
        for (int i = 1; i <= forest.count; i++) {
            if (forest.isRoot(i)) {
                keep(box[i], 0, since[i], holes);
            }
        }
    }

    private static long packed(ComponentForest forest, int root) {
        return (long) forest.left[root] << 48
                | (long) forest.top[root] << 32
                | (long) forest.right[root] << 16
                | forest.bottom[root];
    }

    private void keep(long inclusive, int from, int to, boolean hole) {
        if (!hole) {
            keep(inclusive, from, to);
            return;
        }
        int left = (int) (inclusive >>> 48);
        int top = (int) (inclusive >>> 32) & 0xFFFF;
        int right = (int) (inclusive >>> 16) & 0xFFFF;
        int bottom = (int) inclusive & 0xFFFF;
        if (left > 0 && top > 0 && right < width - 1 && bottom < height - 1) {
            long grown = (left - 1L) << 48 | (top - 1L) << 32 | (right + 1L) << 16 | (bottom + 1L);
            keep(grown, COUNT - 1 - to, COUNT - 1 - from); // levels of the inverted map run the other way
        }
    }

    /** Keeps a box, edges included, for a range of levels; right and bottom become one past the last pixel, held inside the map where that is the rule. */
    private void keep(long inclusive, int from, int to) {
        long right = Math.min(((inclusive >>> 16) & 0xFFFF) + 1, heldInside ? width - 1 : width);
        long bottom = Math.min((inclusive & 0xFFFF) + 1, heldInside ? height - 1 : height);
        append(inclusive >>> 32 << 32 | right << 16 | bottom, from, to);
    }

    private void append(long box, int from, int to) {
        if (count == boxes.length) {
            boxes = Arrays.copyOf(boxes, 2 * count);
            lowest = Arrays.copyOf(lowest, 2 * count);
            highest = Arrays.copyOf(highest, 2 * count);
        }
        boxes[count] = box;
        lowest[count] = (short) from;
        highest[count] = (short) to;
        count++;
    }

    private int edge(int index, int edge) {
        return (int) (boxes[index] >>> (48 - 16 * edge)) & 0xFFFF;
    }
}
