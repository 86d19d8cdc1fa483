package org.cam4j.experiments.reproduce.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cam4j.datasets.Split;
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

    @Test
    void aNameHoldsTheFolderWhereOneWasChosen() {
        DataChoice excerpt =
                DataChoice.of("coco").in("coco-val-188").onlyClasses("cat").centerCrop(224);
        assertThat(excerpt.name()).isEqualTo("coco/coco-val-188");
        assertThat(DataChoice.named(excerpt.name()))
                .isEqualTo(DataChoice.of("coco").in("coco-val-188"));
        assertThat(DataChoice.named("coco")).isEqualTo(DataChoice.of("coco"));
        assertThat(DataChoice.of("coco").name()).isEqualTo("coco");
    }

    @Test
    void everyChoiceKeepsTheOthers() {
        Map<Split, Integer> complete = Map.of(Split.TEST, 4);
        DataChoice all = DataChoice.of("coco")
                .in("excerpt")
                .smallestObjects(3)
                .onlyClasses("cat")
                .heldOut(5)
                .alsoLearningFromValidation()
                .complete(complete)
                .centerCrop(32);
        assertThat(all)
                .isEqualTo(new DataChoice(
                        "coco", Optional.empty(), "excerpt", 3, List.of("cat"), true, 5, true, true, complete, 32));
        assertThat(all.folds(2).fixedFold()).isFalse();
        assertThat(all.firstClasses(2).smallestObjects()).isFalse();
    }
}
