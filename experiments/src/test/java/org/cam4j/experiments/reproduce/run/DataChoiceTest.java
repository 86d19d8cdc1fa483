package org.cam4j.experiments.reproduce.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DataChoiceTest {
    @Test
    void aFixedFoldDoesNotVaryWithTheSeed() {
        assertThat(DataChoice.of("tiny-imagenet").folds(5).varies()).isTrue();
        DataChoice fixed = DataChoice.of("tiny-imagenet").smallestObjects(10).heldOut(5);
        assertThat(fixed.varies()).isFalse();
        assertThat(fixed.identity().choices())
                .containsEntry("classes", 10)
                .containsEntry("smallestObjects", true)
                .containsEntry("fixedFold", true)
                .doesNotContainKey("centerCrop");
        assertThat(fixed.centerCrop(224).identity().choices()).containsEntry("centerCrop", 224);
    }
}
