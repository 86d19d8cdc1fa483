package org.cam4j.datasets.internal.coco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunLengthTest {
    /** Rows of a mask, {@code #} for the object. */
    private static List<String> picture(boolean[] mask, int width) {
        List<String> rows = new ArrayList<>();
        for (int at = 0; at < mask.length; at += width) {
            StringBuilder row = new StringBuilder();
            for (int x = 0; x < width; x++) {
                row.append(mask[at + x] ? '#' : '.');
            }
            rows.add(row.toString());
        }
        return rows;
    }

    private static List<String> polygon(int width, int height, double... corners) {
        boolean[] mask = new boolean[width * height];
        RunLength.mark(DoubleStream.of(corners).boxed().toList(), mask, width, height);
        return picture(mask, width);
    }

    @Test
    void runsGoDownTheColumnsAndBeginWithZeros() {
        boolean[] mask = new boolean[12];
        RunLength.mark(new long[] {2, 3, 7}, mask, 4, 3);
        assertThat(picture(mask, 4)).containsExactly(".#..", ".#..", "#...");
        assertThat(RunLength.runs(mask, 4, 3)).containsExactly(2, 3, 7);
        RunLength.mark(new long[] {0, 1, 11}, mask, 4, 3);
        assertThat(picture(mask, 4)).containsExactly("##..", ".#..", "#...");
    }

    /** Worked out by hand from the published code: five bits a letter from '0' on, 32 for more to come, differences from the third run on. */
    @Test
    void compressedRunsAreThoseOfThePublishedDefinition() {
        // 6, 1, 40, 4: '6', '1', 40 = 8 + 1 * 32: 'X' then '1', the fourth less the second: 3
        assertThat(RunLength.runs("61X13")).containsExactly(6, 1, 40, 4);
        assertThat(RunLength.compressed(new long[] {6, 1, 40, 4})).isEqualTo("61X13");
        // the fourth run less the second: 2 - 7 = -5, in five bits with a sign 27: 'K'
        assertThat(RunLength.runs("575K")).containsExactly(5, 7, 5, 2);
        assertThat(RunLength.compressed(new long[] {5, 7, 5, 2})).isEqualTo("575K");
        // 16 needs a second letter, or it would be negative: 16 + 32 = 48, '`', then '0'
        assertThat(RunLength.compressed(new long[] {16})).isEqualTo("`0");
        assertThat(RunLength.runs("`0")).containsExactly(16);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whatIsCompressedComesBack(long seed) {
        Random random = new Random(seed);
        int width = 1 + random.nextInt(90);
        int height = 1 + random.nextInt(90);
        boolean[] mask = new boolean[width * height];
        double share = random.nextDouble();
        for (int i = 0; i < mask.length; i++) {
            mask[i] = random.nextDouble() < share || i % 37 < 12;
        }
        boolean[] read = new boolean[mask.length];
        RunLength.mark(RunLength.runs(RunLength.compressed(RunLength.runs(mask, width, height))), read, width, height);
        assertThat(read).isEqualTo(mask);
    }

    @Test
    void runsThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> RunLength.mark(new long[] {2, 3}, new boolean[12], 4, 3))
                .hasMessage("the runs cover 5 pixels, expected 12 (4 x 3).");
        assertThatThrownBy(() -> RunLength.mark(new long[] {2, 11}, new boolean[12], 4, 3))
                .hasMessageContaining("run 1 has length 11")
                .hasMessageContaining("10 pixels that remain");
        assertThatThrownBy(() -> RunLength.mark(new long[] {2, -1, 11}, new boolean[12], 4, 3))
                .hasMessageContaining("length -1");
        assertThatThrownBy(() -> RunLength.runs("6X")).hasMessageContaining("end within a number");
        assertThatThrownBy(() -> RunLength.runs("6 ")).hasMessageContaining("' ' at place 1");
        assertThatThrownBy(() -> RunLength.runs("oooooooooooooooo0")).hasMessageContaining("end within a number");
    }

    @Test
    void aPolygonFillsThePixelsWhoseMiddlesItSurrounds() {
        assertThat(polygon(6, 5, 1, 1, 4, 1, 4, 3, 1, 3))
                .containsExactly("......", ".###..", ".###..", "......", "......");
        assertThat(polygon(6, 5, 1, 3, 4, 3, 4, 1, 1, 1))
                .as("the other way round")
                .contains(".###..");
        assertThat(polygon(4, 3, 0, 0, 4, 0, 4, 3, 0, 3)).containsOnly("####");
        assertThat(polygon(4, 3, -5, -5, 40, -5, 40, 30, -5, 30))
                .as("cut at the image")
                .hasSize(3);
    }

    @Test
    void anOutlineAroundAHoleLeavesItOut() {
        // around the outside, then over a bridge around the inside
        assertThat(polygon(8, 8, 1, 1, 7, 1, 7, 7, 1, 7, 1, 1, 3, 3, 3, 5, 5, 5, 5, 3, 3, 3))
                .containsExactly(
                        "........", ".######.", ".######.", ".##..##.", ".##..##.", ".######.", ".######.", "........");
    }
}
