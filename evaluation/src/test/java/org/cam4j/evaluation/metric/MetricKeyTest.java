package org.cam4j.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricKeyTest {
    private static List<MetricKey> constants() {
        return Arrays.stream(MetricKey.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()))
                .map(field -> {
                    try {
                        return (MetricKey) field.get(null);
                    } catch (IllegalAccessException impossible) {
                        throw new IllegalStateException(impossible);
                    }
                })
                .toList();
    }

    @Test
    void aKeyIsReadAsItIsWritten() {
        for (MetricKey key : constants()) {
            assertThat(MetricKey.parse(key.id())).isEqualTo(key);
        }
        assertThat(MetricKey.parse("gt_known_loc.fixed-0.20")).isEqualTo(new MetricKey("gt_known_loc", "fixed-0.20"));
        assertThat(MetricKey.TOP1_CLS.policy()).isEmpty();
        assertThatThrownBy(() -> new MetricKey("a.b", "")).hasMessageContaining("'a.b'");
    }

    @Test
    void everyConstantIsTheKeyOfAMetric() {
        List<String> known =
                Metrics.all().stream().flatMap(metric -> metric.keys().stream()).toList();
        List<String> chosen = Metrics.atValidationThreshold(0.5).stream()
                .flatMap(metric -> metric.keys().stream())
                .toList();
        for (MetricKey key : constants()) {
            assertThat(known.contains(key.id()) || chosen.contains(key.id()))
                    .as(key.id())
                    .isTrue();
        }
    }
}
