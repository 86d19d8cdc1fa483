package org.cam4j.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.cam4j.evaluation.GroundTruth;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.maps.NormalizedMap;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.junit.jupiter.api.Test;

class TotalVariationTest {
    private static final int GRID = NormalizedMap.GRID;

    private static double variation(IntToDoubleFunction map) {
        Metric.State state = Metrics.totalVariation().start();
        GroundTruth truth = GroundTruth.of("a", 0, GRID, GRID, List.of(), Optional.empty());
        double[] values = IntStream.range(0, GRID * GRID).mapToDouble(map).toArray();
        state.add(EvaluatedImage.ofMap(truth, new ScoreMap(values, GRID, GRID)));
        return Objects.requireNonNull(state.results(Bootstrap.STANDARD).get("total_variation"))
                .value();
    }

    @Test
    void aStraightEdgeAcrossTheImageIsAHundredHoweverSoftItIs() {
        assertThat(variation(i -> i % GRID < 50 ? 1 : 0)).isCloseTo(100, within(1e-9));
        assertThat(variation(i -> i / GRID < 50 ? 7 : 2)).isCloseTo(100, within(1e-9));
        assertThat(variation(i -> i % GRID)).isCloseTo(100, within(1e-9));
    }

    @Test
    void aSquareCountsItsOutlineAndStripesCountEveryEdge() {
        assertThat(variation(i -> i % GRID >= 50 && i % GRID < 106 && i / GRID >= 20 && i / GRID < 76 ? 1 : 0))
                .isCloseTo(100, within(1e-9)); // four sides of a quarter of the image
        assertThat(variation(i -> i % 2)).isCloseTo(100 * (GRID - 1), within(1e-6));
    }
}
