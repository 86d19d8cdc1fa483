package org.cam4j.evaluation.boxes;

/**
 * A map of 256 levels in a frame of one pixel, so that every pixel has eight neighbors. At level k the foreground is what is greater than k.
 *
 * @param levels {@code (height + 2) * (width + 2)} values 0 to 255 in row order; the frame is 0
 * @param height rows without the frame
 * @param width columns without the frame
 */
record LevelMap(int[] levels, int height, int width) {
    /** Levels at which there can be a foreground: 0 to 254. */
    static final int COUNT = 255;

    static LevelMap of(byte[] unsigned, int height, int width) {
        LevelMap map = new LevelMap(new int[(height + 2) * (width + 2)], height, width);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                map.levels[map.index(y, x)] = unsigned[y * width + x] & 0xFF;
            }
        }
        return map;
    }

    int stride() {
        return width + 2;
    }

    int index(int y, int x) {
        return (y + 1) * (width + 2) + x + 1;
    }

    /** Background and foreground swapped: {@code 255 - level}; the foreground at level k becomes the background at level {@code 254 - k}. */
    LevelMap inverted() {
        LevelMap map = new LevelMap(new int[levels.length], height, width);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int pixel = index(y, x);
                map.levels[pixel] = 255 - levels[pixel];
            }
        }
        return map;
    }

    /**
     * The map whose foreground, at every level, is this map's foreground with its holes filled. A pixel's new level is the smallest one at which it is
     * background and 4-connected to the outside: the lowest possible maximum over the paths that lead out. Found by flooding from the border, lowest level
     * first.
     */
    LevelMap filled() {
        int[] result = new int[levels.length];
        int[] next =
                new int[levels.length]; // per level a linked list of pixels to visit; 0, a corner of the frame, ends it
        int[] head = new int[256];
        boolean[] seen = new boolean[levels.length];
        for (int pixel = 0; pixel < levels.length; pixel++) {
            int x = pixel % stride();
            int y = pixel / stride();
            seen[pixel] = x <= 1 || y <= 1 || x >= width || y >= height;
            if (seen[pixel] && x >= 1 && y >= 1 && x <= width && y <= height) {
                result[pixel] = levels[pixel];
                next[pixel] = head[levels[pixel]];
                head[levels[pixel]] = pixel;
            }
        }
        int[] neighbors = {-stride(), -1, 1, stride()};
        for (int level = 0; level < 256; level++) {
            while (head[level] != 0) {
                int pixel = head[level];
                head[level] = next[pixel];
                for (int offset : neighbors) {
                    int neighbor = pixel + offset;
                    if (!seen[neighbor]) {
                        seen[neighbor] = true;
                        int reached = Math.max(level, levels[neighbor]);
                        result[neighbor] = reached;
                        next[neighbor] = head[reached];
                        head[reached] = neighbor;
                    }
                }
            }
        }
        return new LevelMap(result, height, width);
    }

    /** The pixels inside the frame, brightest first. */
    int[] brightestFirst() {
        int[] start = new int[257];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                start[255 - levels[index(y, x)] + 1]++;
            }
        }
        for (int i = 1; i < start.length; i++) {
            start[i] += start[i - 1];
        }
        int[] order = new int[height * width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int pixel = index(y, x);
                order[start[255 - levels[pixel]]++] = pixel;
            }
        }
        return order;
    }
}
