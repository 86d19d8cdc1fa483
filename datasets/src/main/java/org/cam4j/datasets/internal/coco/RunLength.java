package org.cam4j.datasets.internal.coco;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Masks as COCO stores them, by the definition of its own program (Lin et al., "Microsoft COCO", ECCV 2014; cocoapi, {@code maskApi.c}). Runs go down the columns, from
 * left to right, and begin with one of zeros.
 */
public final class RunLength {
    private static final double SCALE = 5;
    private static final int FIRST = 48;
    private static final int PAYLOAD = 0x1F;
    private static final int MORE = 0x20;
    private static final int SIGN = 0x10;
    private static final int BITS = 5;

    private RunLength() {}

    /**
     * The runs of a compressed text: of each run but the first two the difference to the one before the last, five bits a letter.
     *
     * @throws IllegalArgumentException when it ends within a number or has other letters
     */
    static long[] runs(String compressed) {
        long[] runs = new long[compressed.length()];
        int count = 0;
        int at = 0;
        while (at < compressed.length()) {
            long value = 0;
            boolean more = true;
            for (int shift = 0; more; shift += BITS) {
                if (at == compressed.length() || shift > 2 * Integer.SIZE - 2 * BITS) {
                    throw new IllegalArgumentException("the run lengths end within a number.");
                }
                int letter = compressed.charAt(at) - FIRST;
                if (letter < 0 || letter > (MORE | PAYLOAD)) {
                    throw new IllegalArgumentException(String.format(
                            Locale.ROOT,
                            "the letter '%s' at place %d is none of run lengths.",
                            compressed.charAt(at),
                            at));
                }
                at++;
                value |= (long) (letter & PAYLOAD) << shift;
                more = (letter & MORE) != 0;
                if (!more && (letter & SIGN) != 0) {
                    value |= -1L << shift + BITS;
                }
            }
            runs[count] = value + (count > 2 ? runs[count - 2] : 0);
            count++;
        }
        return Arrays.copyOf(runs, count);
    }

    /** The compressed text of runs. */
    public static String compressed(long[] runs) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < runs.length; i++) {
            long value = runs[i] - (i > 2 ? runs[i - 2] : 0);
            boolean more = true;
            while (more) {
                int letter = (int) (value & PAYLOAD);
                value >>= BITS;
                more = (letter & SIGN) != 0 ? value != -1 : value != 0;
                text.append((char) ((more ? letter | MORE : letter) + FIRST));
            }
        }
        return text.toString();
    }

    /** The runs of a mask, in row order. */
    public static long[] runs(boolean[] mask, int width, int height) {
        long[] runs = new long[mask.length + 1];
        int count = 0;
        boolean current = false;
        for (int place = 0; place < mask.length; place++) {
            if (mask[place % height * width + place / height] != current) {
                current = !current;
                count++;
            }
            runs[count]++;
        }
        return Arrays.copyOf(runs, count + 1);
    }

    /**
     * Marks the pixels of runs.
     *
     * @param mask in row order
     * @throws IllegalArgumentException when the runs do not fill the image
     */
    static void mark(long[] runs, boolean[] mask, int width, int height) {
        int place = 0;
        for (int i = 0; i < runs.length; i++) {
            if (runs[i] < 0 || runs[i] > mask.length - place) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "run %d has length %d, expected at most the %d pixels that remain of %d x %d.",
                        i,
                        runs[i],
                        mask.length - place,
                        width,
                        height));
            }
            for (long end = place + runs[i]; place < end; place++) {
                if (i % 2 == 1) {
                    mask[place % height * width + place / height] = true;
                }
            }
        }
        if (place != mask.length) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "the runs cover %d pixels, expected %d (%d x %d).",
                    place,
                    mask.length,
                    width,
                    height));
        }
    }

    /**
     * Marks the pixels of a polygon: its outline at five times the resolution, cut at the columns' middles, even-odd within a column, so that an outline that goes
     * around a hole leaves it out.
     *
     * @param corners x, y, x, y, ...
     * @param mask in row order
     */
    static void mark(List<Double> corners, boolean[] mask, int width, int height) {
        int[] changes = new int[mask.length + 1]; // down the columns
        int[] before = null;
        int count = corners.size() / 2;
        for (int j = 0; j < count; j++) {
            int next = (j + 1) % count;
            int[] from = {scaled(corners.get(2 * j)), scaled(corners.get(2 * j + 1))};
            int[] to = {scaled(corners.get(2 * next)), scaled(corners.get(2 * next + 1))};
            int steps = Math.max(Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1]));
            for (int step = 0; step <= steps; step++) {
                int[] point = point(from, to, step);
                if (before != null && before[0] != point[0]) {
                    change(changes, before, point, width, height);
                }
                before = point;
            }
        }
        boolean inside = false;
        for (int place = 0; place < mask.length; place++) {
            inside ^= changes[place] % 2 == 1;
            if (inside) {
                mask[place % height * width + place / height] = true;
            }
        }
    }

    private static int scaled(double coordinate) {
        return (int) (SCALE * coordinate + 0.5);
    }

    /** A point of an edge; edges are walked from their lower end, so that both directions give the same points. */
    private static int[] point(int[] from, int[] to, int step) {
        int dx = Math.abs(to[0] - from[0]);
        int dy = Math.abs(to[1] - from[1]);
        boolean flat = dx >= dy;
        boolean flip = flat ? from[0] > to[0] : from[1] > to[1];
        int[] start = flip ? to : from;
        int[] end = flip ? from : to;
        int steps = Math.max(dx, dy);
        int t = flip ? steps - step : step;
        if (steps == 0) {
            return start;
        }
        if (flat) {
            double slope = (double) (end[1] - start[1]) / dx;
            return new int[] {t + start[0], (int) (start[1] + slope * t + 0.5)};
        }
        double slope = (double) (end[0] - start[0]) / dy;
        return new int[] {(int) (start[0] + slope * t + 0.5), t + start[1]};
    }

    /** Where the outline goes from one fine column to the next: there the column below changes from outside to inside, or back. */
    private static void change(int[] changes, int[] before, int[] point, int width, int height) {
        double x = ((point[0] < before[0] ? point[0] : point[0] - 1) + 0.5) / SCALE - 0.5;
        if (Math.floor(x) != x || x < 0 || x > width - 1) {
            return;
        }
        double y = (Math.min(point[1], before[1]) + 0.5) / SCALE - 0.5;
        y = Math.ceil(Math.min(Math.max(y, 0), height));
        changes[(int) x * height + (int) y]++;
    }
}
