package org.cam4j.evaluation.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final Bootstrap DRAWS = new Bootstrap(200, 3);

    @Test
    void onlyTheCommonImagesArePaired() {
        Comparison comparison = Comparison.of(
                List.of(run(0, 1, 1, 0, 0, 0, 0, 0, 0, 0)), List.of(run(2, 1, 1, 1, 1, 1, 1, 1, 1, 1)), DRAWS);
        assertThat(comparison.common()).isEqualTo(7);
        assertThat(comparison.onlyA()).isEqualTo(2);
        assertThat(comparison.onlyB()).isEqualTo(2);
        Comparison.Row row = comparison.rows().get(0);
        assertThat(row.a()).isZero();
        assertThat(row.b()).isEqualTo(100);
        assertThat(row.images()).isEqualTo(7);
        assertThat(row.test()).isEqualTo(Comparison.Test.MCNEMAR);
        assertThat(row.difference().p()).isCloseTo(2 / 128.0, within(1e-12));
        assertThat(row.verdict()).isEqualTo("higher");
    }

    @Test
    void aKeyWithoutValuesOfImagesIsUnpaired() {
        Comparison.Run a = new Comparison.Run(
                Map.of("miou", new MetricValue(40, 38, 42, ThresholdSource.NOTHING)), Map.of(), Set.of());
        Comparison.Run b = new Comparison.Run(
                Map.of("miou", new MetricValue(30, 28, 32, ThresholdSource.MEASURED_LABELS)), Map.of(), Set.of());
        Comparison.Row row = Comparison.of(List.of(a), List.of(b), DRAWS).rows().get(0);
        assertThat(row.test()).isEqualTo(Comparison.Test.UNPAIRED);
        assertThat(row.difference().value()).isEqualTo(-10);
        assertThat(row.difference().low()).isCloseTo(-10 - Math.sqrt(8), within(1e-9));
        assertThat(row.usesTestLabels()).isTrue();
        assertThat(row.verdict()).isEqualTo("lower");
    }

    @Test
    void aVerdictOverSeedsNeedsTheRunsToAgree() {
        List<Comparison.Run> a = List.of(run(0, 0, 0, 0, 0, 0, 0, 0, 0), run(0, 0, 0, 0, 0, 0, 0, 0, 0));
        List<Comparison.Run> wide = List.of(run(0, 1, 1, 1, 1, 1, 1, 1, 1), run(0, 0, 0, 0, 0, 0, 0, 0, 1));
        Comparison.Row row = Comparison.of(a, wide, DRAWS).rows().get(0);
        assertThat(row.test())
                .as("means of two runs are no longer right or wrong")
                .isEqualTo(Comparison.Test.BOOTSTRAP);
        assertThat(row.difference().isDecided()).isTrue();
        assertThat(row.seeds().orElseThrow().b().runs()).isEqualTo(2);
        assertThat(row.verdict()).isEqualTo("not decided");
    }

    /** A run on images that are numbered from {@code first} on. */
    private static Comparison.Run run(int first, double... correct) {
        List<ImageValues.Key> images = new ArrayList<>();
        for (int i = 0; i < correct.length; i++) {
            images.add(new ImageValues.Key("image" + (first + i), 0));
        }
        double value = 100 * SeedInterval.mean(correct);
        Map<String, MetricValue> metrics = new LinkedHashMap<>();
        metrics.put("top1_cls", new MetricValue(value, value, value, ThresholdSource.NOTHING));
        return new Comparison.Run(metrics, Map.of("top1_cls", new ImageValues(images, correct)), Set.copyOf(images));
    }
}
