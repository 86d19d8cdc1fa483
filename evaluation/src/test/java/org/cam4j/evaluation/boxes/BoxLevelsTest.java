package org.cam4j.evaluation.boxes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.cam4j.evaluation.Box;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BoxLevelsTest {
    private static final int MAPS = 4000;

    @ParameterizedTest
    @EnumSource
    void everyLevelEqualsTheLiteralImplementation(Boxes.Contours contours) {
        SplittableRandom random = new SplittableRandom(20200214);
        for (int i = 0; i < MAPS; i++) {
            int height = random.nextInt(1, 18);
            int width = random.nextInt(1, 18);
            byte[] map = randomMap(random, height, width);
            BoxLevels levels = BoxLevels.of(map, height, width, contours);
            for (int level = 0; level < BoxLevels.COUNT; level++) {
                if (level > 0 && level < BoxLevels.COUNT - 1 && !contains(map, level) && !contains(map, level + 1)) {
                    continue; // the same foreground as one level below
                }
                List<Box> expected = LiteralBoxes.at(map, height, width, level, contours);
                List<Box> found = levels.at(level);
                if (contours == Boxes.Contours.LARGEST) {
                    assertThat(found).as("map %d, level %d", i, level).isEqualTo(expected);
                } else {
                    assertThat(new HashSet<>(found))
                            .as("map %d, level %d", i, level)
                            .isEqualTo(new HashSet<>(expected));
                    assertThat(found).as("map %d, level %d", i, level).hasSameSizeAs(expected);
                }
            }
        }
    }

    @Test
    void aMapOfZerosGivesTheEmptyBoxAtEveryLevel() {
        for (Boxes.Contours contours : Boxes.Contours.values()) {
            BoxLevels levels = BoxLevels.of(new byte[12], 3, 4, contours);
            for (int level = 0; level < BoxLevels.COUNT; level++) {
                assertThat(levels.at(level)).containsExactly(new Box(0, 0, 0, 0));
            }
        }
    }

    @Test
    void aRingGivesItsOwnBoxAndThatOfItsHole() {
        byte[] ring = new byte[49];
        for (int i = 1; i <= 5; i++) {
            ring[7 + i] = ring[5 * 7 + i] = ring[7 * i + 1] = ring[7 * i + 5] = (byte) 200;
        }
        assertThat(BoxLevels.of(ring, 7, 7, Boxes.Contours.LARGEST).at(199)).containsExactly(new Box(1, 1, 6, 6));
        assertThat(BoxLevels.of(ring, 7, 7, Boxes.Contours.ALL).at(0))
                .containsExactlyInAnyOrder(new Box(1, 1, 6, 6), new Box(1, 1, 6, 6));
        assertThat(BoxLevels.of(ring, 7, 7, Boxes.Contours.ALL).at(200)).containsExactly(new Box(0, 0, 0, 0));
    }

    @Test
    void bestIouIsTheBestOverAllPairs() {
        byte[] map = new byte[100];
        map[11] = (byte) 255;
        map[77] = (byte) 100;
        double[] best = BoxLevels.of(map, 10, 10, Boxes.Contours.ALL)
                .bestIou(List.of(new Box(7, 7, 8, 8), new Box(1, 1, 4, 2)));
        assertThat(best).hasSize(255);
        assertThat(best[99]).isEqualTo(1);
        assertThat(best[100]).isEqualTo(0.5);
    }

    @Test
    void aWrongSizeIsNamed() {
        assertThatThrownBy(() -> BoxLevels.of(new byte[5], 2, 3, Boxes.Contours.ALL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("5 values do not fill 2 x 3");
    }

    /** Between two and 256 different levels, more or less noise, so that there are holes, islands in holes and ties. */
    private static byte[] randomMap(SplittableRandom random, int height, int width) {
        int[] palette = random.ints(random.nextInt(1, 7), 0, 256).toArray();
        boolean noise = random.nextInt(4) == 0;
        byte[] map = new byte[height * width];
        for (int i = 0; i < map.length; i++) {
            map[i] = (byte) (noise ? random.nextInt(256) : palette[random.nextInt(palette.length)]);
            if (i > 0 && random.nextInt(3) == 0) {
                map[i] = map[i - 1];
            }
        }
        return map;
    }

    private static boolean contains(byte[] map, int level) {
        for (byte value : map) {
            if ((value & 0xFF) == level) {
                return true;
            }
        }
        return false;
    }
}
