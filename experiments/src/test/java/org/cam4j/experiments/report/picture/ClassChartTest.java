package org.cam4j.experiments.report.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ClassChartTest {
    @Test
    void aSingleClassIsDrawn() {
        assertThat(ClassChart.of(Map.of("cam", Map.of("person", 40.0)), "one class")
                        .getWidth())
                .isPositive();
    }
}
