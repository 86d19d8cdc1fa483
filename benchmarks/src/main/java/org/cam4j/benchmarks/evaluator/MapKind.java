package org.cam4j.benchmarks.evaluator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.maps.BicubicResize;
import org.cam4j.evaluation.maps.NormalizedMap;
import org.cam4j.evaluation.maps.Normalizer;
import org.cam4j.evaluation.maps.Npy;

/** What a benchmark's maps look like. Always {@link #COUNT} maps on the evaluator's grid, from one seed. */
public enum MapKind {
    /** Random values of 7 x 7, 14 x 14, 21 x 21 and 28 x 28, enlarged: as smooth as a CAM. */
    SMOOTH,
    /** The same, plus noise of a quarter of its range on every pixel, as in maps from gradients at the input. */
    GRAINY,
    /** Nothing but noise: every pixel on its own. */
    NOISE,
    /** {@code .npy} files of a folder, spread evenly over its sorted list. */
    FOLDER;

    /** Maps of a kind. */
    static final int COUNT = 4;

    private static final long SEED = 20200613;
    private static final int GRID = NormalizedMap.GRID;

    /**
     * A map as levels, and ground-truth boxes to compare with.
     *
     * @param levels {@code 224 * 224} unsigned 8-bit values
     * @param truth two boxes
     */
    record Case(byte[] levels, List<Box> truth) {
        /** The greatest level. */
        int maximum() {
            int maximum = 0;
            for (byte level : levels) {
                maximum = Math.max(maximum, level & 0xFF);
            }
            return maximum;
        }
    }

    /** The maps; {@code folder} is looked at by {@link #FOLDER} only. */
    List<Case> cases(Path folder) throws IOException {
        List<Path> files = this == FOLDER ? files(folder) : List.of();
        List<Case> cases = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            SplittableRandom random = new SplittableRandom(SEED + i);
            ScoreMap map = this == FOLDER ? Npy.read(files.get(i)) : random(7 * (i + 1), random);
            cases.add(new Case(levels(map), List.of(box(random), box(random))));
        }
        return cases;
    }

    private ScoreMap random(int side, SplittableRandom random) {
        double[] coarse = random.doubles((long) side * side).toArray();
        double[] values = BicubicResize.resize(new ScoreMap(coarse, side, side), GRID, GRID)
                .values();
        double noise = this == SMOOTH ? 0 : this == GRAINY ? 0.25 : 1;
        for (int i = 0; i < values.length; i++) {
            values[i] = (this == NOISE ? 0 : values[i]) + noise * random.nextDouble();
        }
        return new ScoreMap(values, GRID, GRID);
    }

    private static byte[] levels(ScoreMap map) {
        double[] values =
                Normalizer.MINMAX.apply(BicubicResize.resize(map, GRID, GRID).values());
        byte[] levels = new byte[values.length];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (byte) (int) (values[i] * 255);
        }
        return levels;
    }

    private static Box box(SplittableRandom random) {
        int left = random.nextInt(GRID / 2);
        int top = random.nextInt(GRID / 2);
        return new Box(left, top, random.nextInt(left + 20, GRID), random.nextInt(top + 20, GRID));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> found = Files.walk(folder)) {
            List<Path> all = found.filter(file -> file.toString().endsWith(".npy"))
                    .sorted()
                    .toList();
            if (all.size() < COUNT) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "%s: %d .npy files; expected at least %d. Make some with cam4j evaluate --save-maps.",
                        folder,
                        all.size(),
                        COUNT));
            }
            List<Path> chosen = new ArrayList<>();
            for (int i = 0; i < COUNT; i++) {
                chosen.add(all.get((int) ((i + 0.5) * all.size() / COUNT)));
            }
            return chosen;
        }
    }
}
