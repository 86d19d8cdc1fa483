package org.cam4j.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.cam4j.evaluation.Mask;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.boxes.ThresholdGrid;
import org.cam4j.evaluation.maps.NormalizedMap;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.scoring.Samples;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.evaluation.statistics.MetricValue;
import org.junit.jupiter.api.Test;

class PixelAveragePrecisionTest {
    private static final int GRID = NormalizedMap.GRID;

    /**
     * Every map marks the left half; the object is the left half in a share s of the images, else the right one. Then AP = 100 (s s + (1 - s) / 2), and s is a
     * binomial share, so the width of the interval is known.
     */
    @Test
    void theIntervalOfManyImagesIsTheOneThatTheoryGives() {
        int images = 1200;
        SplittableRandom random = new SplittableRandom(4);
        Metric.State state = new PixelAveragePrecision(ThresholdGrid.REFERENCE).start();
        int hits = 0;
        for (int i = 0; i < images; i++) {
            boolean hit = random.nextInt(10) < 7;
            hits += hit ? 1 : 0;
            state.add(observation(i, hit));
        }
        double share = (double) hits / images;
        double deviation = 100 * (2 * share - 0.5) * Math.sqrt(share * (1 - share) / images);
        MetricValue value =
                Objects.requireNonNull(state.results(Bootstrap.STANDARD).get("pxap"));
        assertThat(value.value()).isCloseTo(100 * (share * share + (1 - share) / 2), within(1e-9));
        assertThat((value.high() - value.low()) / (2 * 1.96 * deviation)).isCloseTo(1, within(0.15));
    }

    private static EvaluatedImage observation(int index, boolean hit) {
        double[] map = new double[GRID * GRID];
        byte[] mask = new byte[GRID * GRID];
        for (int i = 0; i < map.length; i++) {
            boolean left = i % GRID < GRID / 2;
            map[i] = left ? 1 : 0;
            mask[i] = (byte) (left == hit ? 1 : 0);
        }
        return EvaluatedImage.ofMap(
                Samples.withMask("image" + index, 0, List.of(), new Mask(GRID, GRID, mask)),
                new ScoreMap(map, GRID, GRID));
    }
}
