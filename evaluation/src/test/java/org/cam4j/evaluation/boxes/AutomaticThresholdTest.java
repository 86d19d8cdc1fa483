package org.cam4j.evaluation.boxes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.cam4j.evaluation.boxes.AutomaticThreshold.Choice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AutomaticThresholdTest {
    private static final AutomaticThreshold FIRST = new AutomaticThreshold(Choice.FIRST, true);
    private static final AutomaticThreshold LARGEST = new AutomaticThreshold(Choice.LARGEST, true);
    private static final AutomaticThreshold INNER = new AutomaticThreshold(Choice.FIRST, false);

    /**
     * Plateaus 0.22 around 0.52 around 1, on zeros. V is 0.22 up to eta = 0.2, 0.52 up to 0.5, 1 up to 0.95: D is 0.3 at 0.25, 0.48 at 0.55, else 0; its mean is
     * 0.78 / 19.
     */
    private static final double[] STAIRS = stairs(7, 7);

    @Test
    void theFirstJumpAboveTheMeanIsTakenAndTheLargestByTheSingleStage() {
        assertThat(FIRST.of(STAIRS, 7, 7)).isEqualTo(0.25);
        assertThat(LARGEST.of(STAIRS, 7, 7)).isEqualTo(0.55);
        assertThat(INNER.of(STAIRS, 7, 7)).isEqualTo(0.25);
    }

    @Test
    void boundaryMeansAreThoseCountedByHand() {
        double[] means = FIRST.boundaryMeans(STAIRS, 7, 7);
        assertThat(means[0]).isEqualTo(0.22, within(1e-12));
        assertThat(means[4]).isEqualTo(0.22, within(1e-12));
        assertThat(means[5]).isEqualTo(0.52, within(1e-12));
        assertThat(means[10]).isEqualTo(0.52, within(1e-12));
        assertThat(means[11]).isEqualTo(1);
        assertThat(means[19]).isEqualTo(1);
        assertThat(means[20]).as("nothing is greater than the maximum").isNaN();
    }

    @Test
    void pixelsAtTheEdgeCountUnlessLeftOut() {
        double[] row = {0.4, 1, 0.4, 0}; // a neighbor below or above is never there
        assertThat(FIRST.boundaryMeans(row, 1, 4)[0]).isEqualTo((0.4 + 1 + 0.4) / 3, within(1e-12));
        assertThat(INNER.boundaryMeans(row, 1, 4)[0]).isEqualTo(0.4);
        assertThat(FIRST.boundaryMeans(row, 1, 4)[10]).isEqualTo(1);
    }

    @Test
    void aForegroundWithoutBoundaryEntersNeitherDifferencesNorMean() {
        double[] row = {0.5, 0.5, 1};
        assertThat(INNER.boundaryMeans(row, 1, 3)[0]).as("all is foreground").isNaN();
        assertThat(INNER.of(row, 1, 3)).as("V is 1 from 0.5 on: one D, all 0").isEqualTo(0.55);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 3})
    void aMapOfOneValueGivesAThreshold(double value) {
        double[] map = new double[16];
        java.util.Arrays.fill(map, value);
        for (AutomaticThreshold method : new AutomaticThreshold[] {FIRST, LARGEST, INNER}) {
            assertThat(method.of(map, 4, 4)).isBetween(0.0, 0.95);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, true", "2, false", "3, true", "4, false"})
    void onePassEqualsOnePassAThreshold(long seed, boolean edgePixelsCount) {
        SplittableRandom random = new SplittableRandom(seed);
        int height = 9;
        int width = 14;
        double[] map =
                random.doubles((long) height * width).map(v -> v * v * 1.7).toArray();
        double[] means = new AutomaticThreshold(Choice.FIRST, edgePixelsCount).boundaryMeans(map, height, width);
        for (int step = 0; step <= 20; step++) {
            assertThat(means[step])
                    .as("step %d", step)
                    .isEqualTo(literal(map, height, width, step / 20.0, edgePixelsCount), within(1e-12));
        }
    }

    private static double literal(double[] map, int height, int width, double eta, boolean edgePixelsCount) {
        double limit = eta * java.util.Arrays.stream(map).max().orElseThrow();
        double sum = 0;
        int count = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                boolean boundary = false;
                for (int[] step : new int[][] {{-1, 0}, {1, 0}, {0, -1}, {0, 1}}) {
                    int row = y + step[0];
                    int column = x + step[1];
                    boolean there = row >= 0 && column >= 0 && row < height && column < width;
                    boundary |= there ? !(map[row * width + column] > limit) : edgePixelsCount;
                }
                if (map[y * width + x] > limit && boundary) {
                    sum += map[y * width + x];
                    count++;
                }
            }
        }
        return sum / count;
    }

    private static double[] stairs(int height, int width) {
        double[] map = new double[height * width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int ring = Math.min(Math.min(x, width - 1 - x), Math.min(y, height - 1 - y));
                map[y * width + x] = new double[] {0, 0.22, 0.52, 1}[ring];
            }
        }
        return map;
    }
}
