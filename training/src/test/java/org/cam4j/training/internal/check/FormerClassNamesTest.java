package org.cam4j.training.internal.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.junit.jupiter.api.Test;

class FormerClassNamesTest {
    @Test
    void everyFormerNameLeadsToAVertexThatIsThere() throws ClassNotFoundException {
        assertThat(FormerClassNames.all()).hasSize(19);
        for (var entry : FormerClassNames.all().entrySet()) {
            Class<?> now = Class.forName(entry.getValue());
            assertThat(now).isAssignableTo(GraphVertex.class);
            assertThatExceptionOfType(ClassNotFoundException.class).isThrownBy(() -> Class.forName(entry.getKey()));
        }
    }

    @Test
    void onlyWholeNamesAreReplaced() {
        assertThat(FormerClassNames.replaceIn("{\"@class\" : \"org.cam4j.layers.merge.OrMerge\", \"or\":\"MEAN\"}"))
                .isEqualTo("{\"@class\" : \"org.cam4j.layers.merge.OrMerge\", \"or\":\"MEAN\"}");
        for (String other : new String[] {
            "\"org.cam4j.layers.merge.OrMerge$Or\"",
            "\"org.cam4j.layers.vertex.Other\"",
            "\"a org.cam4j.layers.merge.OrMerge\"",
            "\"org.cam4j.layers.merge.OrMerge\""
        }) {
            assertThat(FormerClassNames.replaceIn(other)).isEqualTo(other);
        }
    }
}
