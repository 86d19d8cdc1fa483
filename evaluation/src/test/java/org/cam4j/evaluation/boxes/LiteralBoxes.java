package org.cam4j.evaluation.boxes;

import java.util.ArrayList;
import java.util.List;
import org.cam4j.evaluation.Box;

/**
 * The slow, literal way from a thresholded map to boxes: label the components, follow every border pixel by pixel (Suzuki and Abe, 1985), take the shoelace area
 * of the contour. Shares nothing with {@link BoxLevels}.
 */
final class LiteralBoxes {
    /** The eight neighbors in clockwise order, starting left: row, column. */
    private static final int[][] CLOCKWISE = {{0, -1}, {-1, -1}, {-1, 0}, {-1, 1}, {0, 1}, {1, 1}, {1, 0}, {1, -1}};

    private final boolean[][] set;
    private final int height;
    private final int width;

    private LiteralBoxes(byte[] unsigned, int height, int width, int level) {
        this.height = height;
        this.width = width;
        set = new boolean[height + 2][width + 2];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                set[y + 1][x + 1] = (unsigned[y * width + x] & 0xFF) > level;
            }
        }
    }

    static List<Box> at(byte[] unsigned, int height, int width, int level, Boxes.Contours contours) {
        return new LiteralBoxes(unsigned, height, width, level).boxes(contours);
    }

    private List<Box> boxes(Boxes.Contours contours) {
        List<Box> all = new ArrayList<>();
        Box largest = new Box(0, 0, 0, 0);
        double largestArea = -1;
        boolean[][] seenSet = new boolean[height + 2][width + 2];
        boolean[][] seenClear = new boolean[height + 2][width + 2];
        flood(0, 0, false, seenClear); // the outside
        for (int y = 1; y <= height; y++) {
            for (int x = 1; x <= width; x++) {
                List<int[]> contour = List.of();
                boolean outer = set[y][x];
                if (outer && !seenSet[y][x]) {
                    flood(y, x, true, seenSet);
                    contour = follow(y, x, 0);
                } else if (!outer && !seenClear[y][x]) {
                    flood(y, x, false, seenClear);
                    contour = follow(y, x - 1, 4);
                }
                if (!contour.isEmpty()) {
                    Box box = box(contour);
                    all.add(box);
                    double area = area(contour);
                    // The reference takes the first of equal areas from a list with the component found last at its
                    // start, each before its holes.
                    if (area > largestArea || (outer && area == largestArea)) {
                        largestArea = area;
                        largest = box;
                    }
                }
            }
        }
        return contours == Boxes.Contours.LARGEST || all.isEmpty() ? List.of(largest) : all;
    }

    /** Marks the 8-connected foreground or the 4-connected background around a pixel. */
    private void flood(int row, int column, boolean foreground, boolean[][] seen) {
        List<int[]> open = new ArrayList<>();
        open.add(new int[] {row, column});
        seen[row][column] = true;
        while (!open.isEmpty()) {
            int[] pixel = open.remove(open.size() - 1);
            for (int i = 0; i < 8; i += foreground ? 1 : 2) {
                int y = pixel[0] + CLOCKWISE[i][0];
                int x = pixel[1] + CLOCKWISE[i][1];
                if (y >= 0 && x >= 0 && y <= height + 1 && x <= width + 1 && set[y][x] == foreground && !seen[y][x]) {
                    seen[y][x] = true;
                    open.add(new int[] {y, x});
                }
            }
        }
    }

    /** Border following from a pixel whose neighbor in direction {@code clear} is background. */
    private List<int[]> follow(int row, int column, int clear) {
        int start = -1;
        for (int i = 0; i < 8 && start < 0; i++) {
            int direction = (clear + i) % 8;
            if (set[row + CLOCKWISE[direction][0]][column + CLOCKWISE[direction][1]]) {
                start = direction;
            }
        }
        List<int[]> contour = new ArrayList<>();
        contour.add(new int[] {row, column});
        if (start < 0) {
            return contour;
        }
        int endRow = row + CLOCKWISE[start][0];
        int endColumn = column + CLOCKWISE[start][1];
        int y = row;
        int x = column;
        int from = start;
        while (true) {
            int direction = from;
            do {
                direction = (direction + 7) % 8; // counterclockwise
            } while (!set[y + CLOCKWISE[direction][0]][x + CLOCKWISE[direction][1]]);
            int nextY = y + CLOCKWISE[direction][0];
            int nextX = x + CLOCKWISE[direction][1];
            if (nextY == row && nextX == column && y == endRow && x == endColumn) {
                return contour;
            }
            contour.add(new int[] {nextY, nextX});
            from = (direction + 4) % 8;
            y = nextY;
            x = nextX;
        }
    }

    private Box box(List<int[]> contour) {
        int left = contour.stream().mapToInt(p -> p[1] - 1).min().orElseThrow();
        int top = contour.stream().mapToInt(p -> p[0] - 1).min().orElseThrow();
        int right = contour.stream().mapToInt(p -> p[1] - 1).max().orElseThrow();
        int bottom = contour.stream().mapToInt(p -> p[0] - 1).max().orElseThrow();
        return new Box(left, top, Math.min(right + 1, width - 1), Math.min(bottom + 1, height - 1));
    }

    private static double area(List<int[]> contour) {
        long twice = 0;
        for (int i = 0; i < contour.size(); i++) {
            int[] a = contour.get(i);
            int[] b = contour.get((i + 1) % contour.size());
            twice += (long) a[1] * b[0] - (long) b[1] * a[0];
        }
        return Math.abs(twice) / 2.0;
    }
}
